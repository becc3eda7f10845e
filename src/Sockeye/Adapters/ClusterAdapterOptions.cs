namespace Sockeye;

/// <summary>The options that all adapters for clusters have.</summary>
public abstract class ClusterAdapterOptions
{
    /// <summary>How long a question to the other servers waits for its answers where the caller does not say.</summary>
    /// <value>5 seconds by default, as in the reference.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public virtual void Validate() => ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
}
