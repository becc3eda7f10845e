using Sockeye.Randomness;

namespace Sockeye.Once;

/// <summary>Something to handle once.</summary>
/// <param name="key">Identifies it on all servers.</param>
/// <param name="lane">The lane in which it waits.</param>
/// <param name="value">The argument of the handler.</param>
internal sealed class OnceItem<T>(string key, OnceLane<T> lane, T value)
{
    public string Key => key;

    public OnceLane<T> Lane => lane;

    public T Value => value;

    /// <summary>
    /// The claimant, which identifies this attempt. It stays the same until the handler was called, so that a claim whose answer was lost
    /// does not count as a second attempt.
    /// </summary>
    public string Claimant { get; private set; } = RandomSource.Hex(16);

    /// <summary>Whether the handler has succeeded here and only the store does not know yet.</summary>
    public bool IsHandled { get; set; }

    public void BeginAgain() => Claimant = RandomSource.Hex(16);
}
