namespace Sockeye.Sockets.Listeners;

/// <summary>Handles the result of a listener.</summary>
/// <typeparam name="TReturn">The type of the result.</typeparam>
internal interface IOutcome<TReturn>
{
    /// <summary>Called when the listener has returned.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    static abstract Task? Complete(ref ListenerCall call, TReturn returned);
}
