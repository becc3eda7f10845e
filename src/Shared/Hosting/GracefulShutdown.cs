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
    // Those that hear of a time that is up need a moment to end.
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

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

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task>[] closings;
        lock (_gate)
        {
            closings = [.. _servers.Values];
        }

        // Handlers of the application run in there. One that blocks holds up neither the other servers nor, when the time is up, the application.
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
