using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Handlers;

/// <summary>The generated code that calls a handler class. One instance is created each time that the class is mapped.</summary>
/// <param name="mapping">The namespace and the options of the mapping.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class HandlerClass(HandlerMapping mapping)
{
    private HandlerMethod[]? _methods;

    /// <summary>Whether <see cref="OnConnectedAsync"/> does something.</summary>
    public virtual bool HearsOfConnects => false;

    /// <summary>Whether <see cref="OnDisconnectedAsync"/> does something.</summary>
    public virtual bool HearsOfDisconnects => false;

    /// <summary>The authorization attributes of the class, which say who may connect; empty if everyone may.</summary>
    public virtual IReadOnlyList<IAuthorizeData> Authorization => [];

    /// <summary>Whether calls go through filters.</summary>
    protected bool IsFiltered { get; } = mapping.Options.Filters.Count > 0;

    internal HandlerMethod[] Methods => _methods ??= CreateMethods();

    /// <summary>Creates the methods.</summary>
    protected abstract HandlerMethod[] CreateMethods();

    /// <summary>Calls the hook for a socket that has connected.</summary>
    protected virtual Task OnConnectedAsync(Socket socket, IServiceProvider services) => Task.CompletedTask;

    /// <summary>Calls the hook for a socket that has disconnected.</summary>
    protected virtual Task OnDisconnectedAsync(Socket socket, DisconnectReason reason, IServiceProvider services) => Task.CompletedTask;

    /// <summary>Takes a call through the filters.</summary>
    /// <param name="call">The call.</param>
    /// <param name="method">The index of the method in <see cref="CreateMethods"/>.</param>
    /// <param name="handlers">The instance; <see langword="null"/> for a static method.</param>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="invoke">Calls the method.</param>
    protected ValueTask<object?> Filter(ref EventCall call, int method, object? handlers, object?[] arguments, HandlerCall invoke)
    {
        HandlerDelegate next = invocation => invoke(invocation.Handlers, invocation.Arguments);
        var services = call.Services;
        foreach (var create in Enumerable.Reverse(mapping.Options.Filters))
        {
            var (filter, inner) = (create(services), next);
            next = invocation => filter.InvokeAsync(invocation, inner);
        }

        return next(new HandlerInvocation(call.Event, Methods[method].Name, handlers, arguments, services));
    }

    internal void AddTo(ListenerTable listeners)
    {
        foreach (var method in Methods)
        {
            listeners.Add(method.EventName, method.ToListener());
        }
    }

    internal async Task ConnectedAsync(Socket socket)
    {
        if (HearsOfDisconnects)
        {
            socket.OnDisconnect(reason => DisconnectedAsync(socket, reason));
        }

        if (HearsOfConnects)
        {
            await using var scope = mapping.Server.Services.CreateAsyncScope();
            await OnConnectedAsync(socket, scope.ServiceProvider);
        }
    }

    private async Task DisconnectedAsync(Socket socket, DisconnectReason reason)
    {
        await using var scope = mapping.Server.Services.CreateAsyncScope();
        await OnDisconnectedAsync(socket, reason, scope.ServiceProvider);
    }
}
