using System.Text.Json;

namespace Sockeye;

/// <summary>The options that all emitters have.</summary>
public abstract class EmitterOptions
{
    /// <summary>How arguments are written as JSON; the same as the servers' unless there is a reason.</summary>
    /// <value><see cref="JsonSerializerDefaults.Web"/> by default.</value>
    public JsonSerializerOptions? JsonSerializerOptions { get; set; }

    /// <summary>The messages that may be on their way at a time, and the questions that may wait for their answers. What is sent or asked beyond that fails at once.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>The bytes of messages that may be on their way at a time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishBytes);
    }
}
