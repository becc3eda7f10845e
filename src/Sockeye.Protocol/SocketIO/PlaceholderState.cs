namespace Sockeye.Protocol.SocketIO;

/// <summary>What is known about a JSON object that may be a placeholder.</summary>
internal struct PlaceholderState
{
    /// <summary>Whether <c>_placeholder</c> is <c>true</c>.</summary>
    public bool IsMarked;

    /// <summary>The value of <c>num</c>; -1 if it is missing or is not an index.</summary>
    public int Number;

    /// <summary>The index of the value of <c>num</c>.</summary>
    public int Start;

    /// <summary>The length in bytes of the value of <c>num</c>.</summary>
    public int Length;
}
