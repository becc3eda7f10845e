namespace Sockeye;

/// <summary>
/// Something could not be sent to the other servers of the cluster. The sockets of this server have it all the same.
/// </summary>
public sealed class ClusterPublishException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ClusterPublishException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
