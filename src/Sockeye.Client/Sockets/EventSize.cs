namespace Sockeye.Client.Sockets;

/// <summary>Computes the size of an event.</summary>
internal static class EventSize
{
    /// <summary>The number of bytes of the array and of the binary values.</summary>
    public static long Of(EventArguments arguments)
    {
        long size = arguments.Payload.Length;
        foreach (var attachment in arguments.AttachmentSpan)
        {
            size += attachment.Length;
        }

        return size;
    }
}
