using Microsoft.Extensions.Hosting;

namespace Sockeye.Hosting;

/// <summary>
/// Closes the servers before the web server stops: once that refuses to write, nobody can be told any more, and it would wait for
/// connections that only we can end.
/// </summary>
internal sealed class GracefulShutdown(MappedServers servers) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(servers.ToArray().Select(server => server.CloseAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
