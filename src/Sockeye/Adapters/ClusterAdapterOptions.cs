namespace Sockeye;

/// <summary>The options of every adapter for clusters.</summary>
public abstract class ClusterAdapterOptions
{
    /// <summary>How long a request to the other servers waits for answers, if the caller sets no time.</summary>
    /// <value>5 seconds by default, as in Node.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether an operation fails with a <see cref="ClusterPublishException"/> if it cannot be sent to the other servers. This holds for
    /// every emit, for joins, leaves and disconnects of chosen sockets, and for server-side events. To ask for it in a single call, use
    /// <see cref="Emitter.Published"/>.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: the sockets of this server are served, what is lost is counted
    /// (<c>sockeye.cluster.messages.unpublished</c>), and a warning is logged from time to time.
    /// </value>
    public bool ThrowIfUnpublished { get; set; }

    /// <summary>
    /// Whether servers send the credentials of clients to each other when you ask for sockets with <see cref="Emitter.FetchSocketsAsync"/>.
    /// </summary>
    /// <value><see cref="ClusterCredentials.OnlyToNode"/> by default: Sockeye servers do not send them to each other.</value>
    public ClusterCredentials Credentials { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is not valid.</exception>
    public virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
        if (!Enum.IsDefined(Credentials))
        {
            throw new ArgumentOutOfRangeException(nameof(Credentials), Credentials, "The value is not defined.");
        }
    }
}
