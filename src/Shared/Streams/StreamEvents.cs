namespace Sockeye.Streams;

/// <summary>The events of a stream. The first argument of each is the id, which the answer to the event that has asked for the stream tells.</summary>
internal static class StreamEvents
{
    /// <summary>The property of the answer that holds the id.</summary>
    public const string Id = "stream";

    /// <summary>The server sends an item, the second argument.</summary>
    public const string Item = "stream:item";

    /// <summary>The server has sent all items; with an error as a second argument, it has not.</summary>
    public const string End = "stream:end";

    /// <summary>The client wants no more. The end follows.</summary>
    public const string Cancel = "stream:cancel";

    /// <summary>The client wants no more for now.</summary>
    public const string Pause = "stream:pause";

    /// <summary>The client wants more again.</summary>
    public const string Resume = "stream:resume";
}
