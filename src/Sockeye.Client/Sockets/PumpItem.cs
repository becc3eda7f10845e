namespace Sockeye.Client.Sockets;

/// <summary>One thing that the listeners of a socket are called for.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Payload">For an event: its JSON array.</param>
/// <param name="Attachments">For an event: its binary values.</param>
/// <param name="Id">For an event: the id of its acknowledgement, or -1.</param>
/// <param name="State">For the other kinds: the argument of the listeners.</param>
/// <param name="Session">For an event: the session of the socket in which it arrived.</param>
internal readonly record struct PumpItem(PumpItemKind Kind, byte[] Payload, ReadOnlyMemory<byte>[] Attachments, long Id, object? State = null, int Session = 0)
{
    // An entry in a queue, an array, and the objects of a call.
    private const int Overhead = 128;

    /// <summary>How many bytes it holds while it waits.</summary>
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
