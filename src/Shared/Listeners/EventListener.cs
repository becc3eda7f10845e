namespace Sockeye.Sockets.Listeners;

/// <summary>A listener of one event, as the application gave it.</summary>
internal abstract class EventListener(Delegate original, bool once)
{
    private int _calls;

    /// <summary>The application's own delegate, by which it can be removed.</summary>
    public Delegate Original => original;

    public bool Once => once;

    /// <summary>Whether it is the product's own: nothing that the application removes takes it along.</summary>
    public virtual bool Stays => false;

    /// <summary>The types of the arguments that it takes, for the log.</summary>
    public virtual string Expected => "anything";

    /// <summary>Decodes the arguments and starts the listener.</summary>
    /// <returns>What still runs, or nothing.</returns>
    public abstract Task? Invoke(ref ListenerCall call);

    /// <summary>Whether it may be called now; a listener for once only the first time.</summary>
    public bool TryTake() => !once || Interlocked.Exchange(ref _calls, 1) == 0;
}
