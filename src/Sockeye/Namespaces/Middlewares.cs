using Sockeye.Contexts;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Namespaces;

/// <summary>The middlewares of a namespace. They run one after the other, with one time-out for all of them together.</summary>
internal sealed class Middlewares(SocketIOServer server)
{
    private readonly DelegateList<Func<Socket, Task>> _list = new();
    private readonly DelegateList<Func<Socket, Task>> _policies = new();

    public bool Any => _list.Items.Length > 0;

    public void Add(Func<Socket, Task> middleware) => _list.Add(middleware);

    /// <summary>Adds a policy, in the row of the middlewares.</summary>
    public void AddPolicy(Func<Socket, Task> policy)
    {
        _list.Add(policy);
        _policies.Add(policy);
    }

    public void AddRange(Middlewares others)
    {
        foreach (var middleware in others._list.Items)
        {
            _list.Add(middleware);
        }

        foreach (var policy in others._policies.Items)
        {
            _policies.Add(policy);
        }
    }

    /// <param name="socket">The socket that wants to join.</param>
    /// <param name="onlyPolicies">Whether the policies are enough, if they allow the socket.</param>
    /// <returns>Whether they have ended in time.</returns>
    public async Task<bool> RunAsync(Socket socket, bool onlyPolicies)
    {
        var running = onlyPolicies ? RunPolicies(socket) : Run(_list.Items, socket);
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

    // The user may have lost a right since the session began. If a policy refuses, all middlewares run: one of them may have to set the user.
    private async Task RunPolicies(Socket socket)
    {
        try
        {
            await Run(_policies.Items, socket);
        }
        catch (ConnectRefusedException)
        {
            await Run(_list.Items, socket);
        }
    }

    private static async Task Run(Func<Socket, Task>[] middlewares, Socket socket)
    {
        foreach (var middleware in middlewares)
        {
            await Start(middleware, socket);
        }
    }
}
