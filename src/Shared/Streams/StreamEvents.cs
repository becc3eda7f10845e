namespace Sockeye.Streams;

/// <summary>
/// The events of a stream. The first argument of each is the id of the stream. The client gets the id in the answer to the event that asked
/// for the stream.
/// </summary>
internal static class StreamEvents
{
    /// <summary>The property of the answer that has the id.</summary>
    public const string Id = "stream";

    /// <summary>The server sends an item, which is the second argument.</summary>
    public const string Item = "stream:item";

    /// <summary>The server has sent all items. If there is an error as the second argument, the stream has failed.</summary>
    public const string End = "stream:end";

    /// <summary>The client cancels the stream. The end follows.</summary>
    public const string Cancel = "stream:cancel";

    /// <summary>The client pauses the stream.</summary>
    public const string Pause = "stream:pause";

    /// <summary>The client resumes the stream.</summary>
    public const string Resume = "stream:resume";
}
