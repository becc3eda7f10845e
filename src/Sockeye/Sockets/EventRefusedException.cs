namespace Sockeye;

/// <summary>
/// Throw this in a listener, or in a middleware of a socket (<see cref="Socket.Use(Action{EventContext})"/>), to refuse an event. If the
/// client asked for an acknowledgement and has none yet, it gets <c>{"error":{"message":"...","data":...}}</c>.
/// </summary>
public sealed class EventRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The client reads it as <c>error.message</c>.</param>
    /// <param name="data">
    /// The client reads it as <c>error.data</c>. It can be anything that can be an argument of an event. It is left out if it is null.
    /// </param>
    public EventRefusedException(string message, object? data = null)
        : base(message) => RefusalData = data;

    /// <summary>The data that the client reads as <c>error.data</c>.</summary>
    public object? RefusalData { get; }
}
