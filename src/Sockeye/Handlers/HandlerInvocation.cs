namespace Sockeye.Handlers;

/// <summary>One call of a handler method, as filters see it.</summary>
public sealed class HandlerInvocation
{
    internal HandlerInvocation(IncomingEvent incoming, string methodName, object? handlers, object?[] arguments, IServiceProvider services)
    {
        Event = incoming;
        MethodName = methodName;
        Handlers = handlers;
        Arguments = arguments;
        Services = services;
    }

    /// <summary>The socket that sent the event.</summary>
    public Socket Socket => Event.Socket;

    /// <summary>The event.</summary>
    public IncomingEvent Event { get; }

    /// <summary>The name of the method.</summary>
    public string MethodName { get; }

    /// <summary>The instance that the method is called on; <see langword="null"/> for a static method.</summary>
    public object? Handlers { get; }

    /// <summary>
    /// The arguments of the call, including services. A filter may replace an argument by another value of the same type.
    /// </summary>
    public IList<object?> Arguments { get; }

    /// <summary>The services of this call.</summary>
    public IServiceProvider Services { get; }
}
