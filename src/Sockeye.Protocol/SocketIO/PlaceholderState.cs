namespace Sockeye.Protocol.SocketIO;

/// <summary>What is known of one JSON object that may be a placeholder.</summary>
internal struct PlaceholderState
{
    /// <summary>Whether <c>_placeholder</c> is <c>true</c>.</summary>
    public bool IsMarked;

    /// <summary>The value of <c>num</c>, -1 where it is missing or no index.</summary>
    public int Number;

    /// <summary>Where the value of <c>num</c> stands.</summary>
    public int Start;

    /// <summary>The number of bytes that the value of <c>num</c> takes.</summary>
    public int Length;
}
