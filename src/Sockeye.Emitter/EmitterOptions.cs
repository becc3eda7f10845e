using System.Text.Json;

namespace Sockeye;

/// <summary>The options of every emitter.</summary>
public abstract class EmitterOptions
{
    /// <summary>How arguments are written as JSON. Use the same options as the servers, unless you have a reason not to.</summary>
    /// <value><see langword="null"/> by default, which means <see cref="JsonSerializerDefaults.Web"/>.</value>
    public JsonSerializerOptions? JsonSerializerOptions { get; set; }

    /// <summary>
    /// How many messages may be on their way at the same time, and how many questions may wait for answers. Beyond this, a send or a
    /// question fails at once.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>How many bytes of messages may be on their way at the same time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is not valid.</exception>
    public virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishBytes);
    }
}
