namespace Sockeye.Engine.Http;

/// <summary>Tells the end of a connection from a fault.</summary>
internal static class Disconnection
{
    /// <summary>Whether an exception of a request says no more than that its client is gone.</summary>
    public static bool Is(Exception exception) => exception is IOException or OperationCanceledException or ObjectDisposedException;
}
