namespace Sockeye.Client.Sockets;

/// <summary>One thing that a socket's listeners hear of.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Payload">Of an event: its JSON array.</param>
/// <param name="Attachments">Of an event: its binary values.</param>
/// <param name="Id">Of an event: the id that its acknowledgement carries, or -1.</param>
/// <param name="State">Of the other kinds: what listeners get.</param>
/// <param name="Session">Of an event: which of the socket's sessions it came in.</param>
internal readonly record struct PumpItem(PumpItemKind Kind, byte[] Payload, ReadOnlyMemory<byte>[] Attachments, long Id, object? State = null, int Session = 0)
{
    // An entry in a queue, an array and the objects of a call.
    private const int Overhead = 128;

    /// <summary>What it holds while it waits, in bytes.</summary>
    public long Size
    {
        get
        {
            long size = Overhead + Payload.Length;
            foreach (var attachment in Attachments)
            {
                size += attachment.Length;
            }

            return State is EventArguments arguments ? size + EventSize.Of(arguments) : size;
        }
    }
}
