using Sockeye.Handlers;

namespace Sockeye;

/// <summary>Maps classes whose public methods handle the events of a namespace.</summary>
/// <remarks>
/// The code that calls the methods is generated at compile time at the call of <c>MapHandlers</c>; there is no reflection.
/// <c>docs/handlers.md</c> says what a method may take and return.
/// </remarks>
public static class HandlerExtensions
{
    /// <summary>Handles events with the methods of a class, for every socket that connects from now on.</summary>
    /// <typeparam name="T">
    /// The handler class. A new instance is created from the services of the application for each event, or only one if the class has no
    /// state.
    /// </typeparam>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Adds filters.</param>
    /// <exception cref="InvalidOperationException">There is no generated code for the class.</exception>
    public static Namespace MapHandlers<T>(this Namespace ns, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ns);
        ns.Map(HandlerClasses.Create<T>(ns.Server, configure));
        return ns;
    }

    /// <summary>Handles events with the methods of a class, in all namespaces of a pattern that are created from now on.</summary>
    /// <inheritdoc cref="MapHandlers{T}(Namespace, Action{HandlerOptions})"/>
    public static ParentNamespace MapHandlers<T>(this ParentNamespace ns, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ns);
        ns.Map(HandlerClasses.Create<T>(ns.Server, configure));
        return ns;
    }

    /// <summary>Handles events of the main namespace with the methods of a class.</summary>
    /// <inheritdoc cref="MapHandlers{T}(Namespace, Action{HandlerOptions})"/>
    public static SocketIOServer MapHandlers<T>(this SocketIOServer server, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(server);
        server.MainNamespace.MapHandlers<T>(configure);
        return server;
    }
}
