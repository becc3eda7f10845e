namespace Sockeye.Once;

/// <summary>What is looked at one after the other: that of a room stands in one. Used under the lock of <see cref="OnceHandler{T}"/>.</summary>
internal sealed class OnceLane<T>
{
    public Queue<OnceItem<T>> Items { get; } = new();

    /// <summary>Whether somebody works on it.</summary>
    public bool IsRunning { get; set; }
}
