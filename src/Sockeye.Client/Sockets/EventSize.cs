namespace Sockeye.Client.Sockets;

/// <summary>What the arguments of an event hold.</summary>
internal static class EventSize
{
    /// <summary>The bytes of the array and of the binary values.</summary>
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
