namespace Sockeye.Engine.Http;

/// <summary>Distinguishes the end of a connection from a failure.</summary>
internal static class Disconnection
{
    /// <summary>Whether an exception of a request only means that its client has gone.</summary>
    public static bool Is(Exception exception) => exception is IOException or OperationCanceledException or ObjectDisposedException;
}
