namespace Sockeye.Handlers;

/// <summary>One call of a method of a handler class, as filters see it.</summary>
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

    /// <summary>Who sent the event.</summary>
    public Socket Socket => Event.Socket;

    /// <summary>The event.</summary>
    public IncomingEvent Event { get; }

    /// <summary>The name of the method.</summary>
    public string MethodName { get; }

    /// <summary>The instance whose method is called; <see langword="null"/> for a static method.</summary>
    public object? Handlers { get; }

    /// <summary>What the method is called with, services among them. A filter may put something else of the same type in its place.</summary>
    public IList<object?> Arguments { get; }

    /// <summary>The services of this call.</summary>
    public IServiceProvider Services { get; }
}
