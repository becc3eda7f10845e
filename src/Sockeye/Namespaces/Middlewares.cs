using Sockeye.Contexts;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Namespaces;

/// <summary>The middlewares of a namespace. They run one after the other, with one time-out for all of them together.</summary>
internal sealed class Middlewares(SocketIOServer server)
{
    private readonly DelegateList<Func<Socket, Task>> _list = new();

    public bool Any => _list.Items.Length > 0;

    public void Add(Func<Socket, Task> middleware) => _list.Add(middleware);

    public void AddRange(IEnumerable<Func<Socket, Task>> middlewares)
    {
        foreach (var middleware in middlewares)
        {
            _list.Add(middleware);
        }
    }

    /// <returns>Whether they have ended in time.</returns>
    public async Task<bool> RunAsync(Socket socket)
    {
        var running = Run(_list.Items, socket);
        try
        {
            await running.WaitAsync(server.Options.MiddlewareTimeout, server.Time);
        }
        catch (TimeoutException) when (!running.IsFaulted)
        {
            _ = ObserveAsync(running, socket);
            return false;
        }

        return true;
    }

    // The client has been refused already. A later exception of a middleware is still logged and counted.
    private static async Task ObserveAsync(Task late, Socket socket)
    {
        try
        {
            await late;
        }
        catch (ConnectRefusedException)
        {
            // The socket has been refused already.
        }
        catch (Exception exception)
        {
            socket.Lifetime.HandlerFailed("middleware", exception);
        }
    }

    private static Task Start(Func<Socket, Task> middleware, Socket socket)
    {
        using var clean = CleanContext.Enter();
        return middleware(socket);
    }

    private static async Task Run(Func<Socket, Task>[] middlewares, Socket socket)
    {
        foreach (var middleware in middlewares)
        {
            await Start(middleware, socket);
        }
    }
}
