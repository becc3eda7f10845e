namespace Sockeye.Telling;

/// <summary>A source of news for a <see cref="NewsWindow{T}"/>, such as a room. Guarded by the lock of the window.</summary>
internal abstract class NewsSource
{
    /// <summary>The time of the last report; long ago at first.</summary>
    public long LastTold { get; set; } = long.MinValue;

    /// <summary>Whether a report is already planned.</summary>
    public bool IsAwaited { get; set; }
}
