using Sockeye.Randomness;

namespace Sockeye.Once;

/// <summary>Something that is to be done once.</summary>
/// <param name="key">What it is known by on all servers.</param>
/// <param name="lane">What it waits in.</param>
/// <param name="value">What the handler gets.</param>
internal sealed class OnceItem<T>(string key, OnceLane<T> lane, T value)
{
    public string Key => key;

    public OnceLane<T> Lane => lane;

    public T Value => value;

    /// <summary>Who claims it: this attempt. It stays until the handler was called, so that a claim whose answer was lost is no second attempt.</summary>
    public string Claimant { get; private set; } = RandomSource.Hex(16);

    /// <summary>Whether the handler has done it here, and only the store does not know.</summary>
    public bool IsHandled { get; set; }

    public void BeginAgain() => Claimant = RandomSource.Hex(16);
}
