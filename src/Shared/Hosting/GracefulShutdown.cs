using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Sockeye.Hosting;

/// <summary>
/// Closes the servers that the application has mapped before its web server stops, and waits for them. After the web server refuses to
/// write, clients could not be informed any more. It would also wait for connections that only these servers can end, and it does not know
/// the connections that it has handed over.
/// </summary>
internal sealed class GracefulShutdown : IHostedLifecycleService
{
    // After a time-out, closing still needs a moment to end.
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<object, Func<CancellationToken, Task>> _servers = [];

    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton<GracefulShutdown>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GracefulShutdown>(static provider => provider.GetRequiredService<GracefulShutdown>()));
    }

    /// <summary>Adds a server to close. It is closed once, even if it was mapped several times.</summary>
    /// <param name="server">The server.</param>
    /// <param name="close">Closes the server. The task completes when its clients have gone, or when the token is cancelled.</param>
    public void Add(object server, Func<CancellationToken, Task> close)
    {
        lock (_gate)
        {
            _servers.TryAdd(server, close);
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task>[] closings;
        lock (_gate)
        {
            closings = [.. _servers.Values];
        }

        // Handlers of the application run in there. One that blocks must not hold up the other servers, nor, after the time-out, the
        // application.
        Task closed = Task.WhenAll(closings.Select(close => Task.Run(() => close(cancellationToken), CancellationToken.None)));
        var timeIsUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static up => ((TaskCompletionSource)up!).TrySetResult(), timeIsUp);
        await Task.WhenAny(closed, timeIsUp.Task);
        if (await Task.WhenAny(closed, Task.Delay(LastMoment, TimeProvider.System, CancellationToken.None)) == closed)
        {
            await closed;
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
