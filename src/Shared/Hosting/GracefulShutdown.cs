using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Sockeye.Hosting;

/// <summary>
/// Closes the servers that the application has mapped before its web server stops, and waits for them: once that refuses to write, no client can be told any more, it would wait
/// for connections that only we can end, and it knows nothing of those that it has handed over.
/// </summary>
internal sealed class GracefulShutdown : IHostedLifecycleService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, Func<CancellationToken, Task>> _servers = [];

    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton<GracefulShutdown>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GracefulShutdown>(static provider => provider.GetRequiredService<GracefulShutdown>()));
    }

    /// <summary>Closes the server, once, however often it was mapped.</summary>
    /// <param name="server">The server.</param>
    /// <param name="close">Closes it. Completes when its clients have gone, or when the token fires.</param>
    public void Add(object server, Func<CancellationToken, Task> close)
    {
        lock (_gate)
        {
            _servers.TryAdd(server, close);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task>[] closings;
        lock (_gate)
        {
            closings = [.. _servers.Values];
        }

        return Task.WhenAll(closings.Select(close => close(cancellationToken)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
