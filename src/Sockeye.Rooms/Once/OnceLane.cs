namespace Sockeye.Once;

/// <summary>
/// Items that are handled one after the other. The items of one room are in the same lane. Guarded by the lock of
/// <see cref="OnceHandler{T}"/>.
/// </summary>
internal sealed class OnceLane<T>
{
    public Queue<OnceItem<T>> Items { get; } = new();

    /// <summary>Whether the lane is being worked on.</summary>
    public bool IsRunning { get; set; }
}
