namespace Sockeye.Sockets.Listeners;

/// <summary>A listener for one event.</summary>
internal abstract class EventListener(Delegate original, bool once)
{
    private int _calls;

    /// <summary>The delegate of the application, which identifies the listener for removal.</summary>
    public Delegate Original => original;

    public bool Once => once;

    /// <summary>Whether the product added it for itself. Such a listener stays if the application removes listeners.</summary>
    public virtual bool Stays => false;

    /// <summary>The types of its arguments, for the log.</summary>
    public virtual string Expected => "anything";

    /// <summary>Decodes the arguments and starts the listener.</summary>
    /// <returns>A task for what still runs; <see langword="null"/> if nothing does.</returns>
    public abstract Task? Invoke(ref ListenerCall call);

    /// <summary>Whether the listener may be called now. A listener that is called once may be called only the first time.</summary>
    public bool TryTake() => !once || Interlocked.Exchange(ref _calls, 1) == 0;
}
