using Sockeye.Sockets.Listeners;

namespace Sockeye.Namespaces;

/// <summary>The middlewares of a namespace, run one after the other; all of them together have one time-out.</summary>
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

    public Task RunAsync(Socket socket) => Run(_list.Items, socket).WaitAsync(server.Options.MiddlewareTimeout, server.Time);

    private static async Task Run(Func<Socket, Task>[] middlewares, Socket socket)
    {
        foreach (var middleware in middlewares)
        {
            await middleware(socket);
        }
    }
}
