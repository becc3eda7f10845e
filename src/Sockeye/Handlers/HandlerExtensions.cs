using Sockeye.Handlers;

namespace Sockeye;

/// <summary>Maps classes whose public methods are the events of a namespace.</summary>
/// <remarks>
/// The code that calls them is generated where <c>MapHandlers</c> is called: no reflection takes place. <c>docs/handlers.md</c> says what a method may take and return.
/// </remarks>
public static class HandlerExtensions
{
    /// <summary>Listens with the methods of a class to the events of every socket that connects from now on.</summary>
    /// <typeparam name="T">A class. It is made for each event, from the services of the application; one that holds nothing is made once.</typeparam>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Adds filters.</param>
    /// <exception cref="InvalidOperationException">No code was generated for the class.</exception>
    public static Namespace MapHandlers<T>(this Namespace ns, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ns);
        ns.Map(HandlerClasses.Create<T>(ns.Server, configure));
        return ns;
    }

    /// <summary>Listens with the methods of a class to the events of all namespaces of a pattern that are created from now on.</summary>
    /// <inheritdoc cref="MapHandlers{T}(Namespace, Action{HandlerOptions})"/>
    public static ParentNamespace MapHandlers<T>(this ParentNamespace ns, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(ns);
        ns.Map(HandlerClasses.Create<T>(ns.Server, configure));
        return ns;
    }

    /// <summary>Listens with the methods of a class to the events of the main namespace.</summary>
    /// <inheritdoc cref="MapHandlers{T}(Namespace, Action{HandlerOptions})"/>
    public static SocketIOServer MapHandlers<T>(this SocketIOServer server, Action<HandlerOptions>? configure = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(server);
        server.MainNamespace.MapHandlers<T>(configure);
        return server;
    }
}
