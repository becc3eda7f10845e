namespace Sockeye.Sockets.Listeners;

/// <summary>What becomes of what a listener returns.</summary>
/// <typeparam name="TReturn">What it returns.</typeparam>
internal interface IOutcome<TReturn>
{
    /// <summary>The listener has returned.</summary>
    /// <returns>What still runs, or nothing.</returns>
    static abstract Task? Complete(ref ListenerCall call, TReturn returned);
}
