namespace Sockeye;

/// <summary>The options that all adapters for clusters have.</summary>
public abstract class ClusterAdapterOptions
{
    /// <summary>How long a question to the other servers waits for its answers where the caller does not say.</summary>
    /// <value>5 seconds by default, as in the reference.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether what cannot be sent to the other servers fails with a <see cref="ClusterPublishException"/>: every emit, join, leave and disconnect of sockets, and server-side events. For one
    /// call: <see cref="Emitter.Published"/>.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: this server's sockets are served, what is lost is counted (<c>sockeye.cluster.messages.unpublished</c>), and a warning is logged now and then.
    /// </value>
    public bool ThrowIfUnpublished { get; set; }

    /// <summary>Whether the credentials of clients go from server to server when sockets are asked for (<see cref="Emitter.FetchSocketsAsync"/>).</summary>
    /// <value><see cref="ClusterCredentials.OnlyToNode"/> by default: not among servers of this library.</value>
    public ClusterCredentials Credentials { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
        if (!Enum.IsDefined(Credentials))
        {
            throw new ArgumentOutOfRangeException(nameof(Credentials), Credentials, "There is no such value.");
        }
    }
}
