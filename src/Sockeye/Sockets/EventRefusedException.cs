namespace Sockeye;

/// <summary>
/// Thrown by a listener, or by a middleware of a socket (<see cref="Socket.Use(Action{EventContext})"/>), to refuse an event. Where the client asked for an
/// acknowledgement and has got none it gets <c>{"error":{"message":"...","data":...}}</c>.
/// </summary>
public sealed class EventRefusedException : Exception
{
    /// <summary>Refuses with a message.</summary>
    /// <param name="message">What the client reads as <c>error.message</c>.</param>
    /// <param name="data">What the client reads as <c>error.data</c>; anything that can be written as an argument, left out where null.</param>
    public EventRefusedException(string message, object? data = null)
        : base(message) => RefusalData = data;

    /// <summary>What the client reads as <c>error.data</c>.</summary>
    public object? RefusalData { get; }
}
