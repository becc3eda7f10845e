namespace Sockeye;

/// <summary>
/// The exception if something could not be published to the other servers of the cluster. The sockets of this server have it all the same.
/// </summary>
public sealed class ClusterPublishException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ClusterPublishException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
