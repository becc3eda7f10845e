namespace Sockeye.Telling;

/// <summary>What a <see cref="NewsWindow{T}"/> tells of, such as a room. Used under the lock of the window.</summary>
internal abstract class NewsSource
{
    /// <summary>When its news were last told; long ago at first.</summary>
    public long LastTold { get; set; } = long.MinValue;

    /// <summary>Whether its news are going to be told already.</summary>
    public bool IsAwaited { get; set; }
}
