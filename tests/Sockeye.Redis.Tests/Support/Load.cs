using System.Diagnostics;

namespace Sockeye.Redis.Tests.Support;

/// <summary>Emits to a namespace as fast as a client on the same server hears it, and notes what became of each event.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly List<Task> _publishing = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Namespace _namespace;
    private readonly TestClient _listener;
    private readonly Task _running;
    private int _sent;
    private int _unpublished;

    public Load(Namespace ns, TestClient listener)
    {
        _namespace = ns;
        _listener = listener;
        _running = Task.Run(RunAsync);
    }

    /// <summary>How many events other servers were not sent.</summary>
    public int Unpublished => Volatile.Read(ref _unpublished);

    /// <summary>How many events the client has heard.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>The longest that an event took to a client of the same server.</summary>
    public TimeSpan Slowest { get; private set; }

    public string PacketOf(int number) => $"42{_namespace.Name},[\"load\",{number}]";

    /// <summary>Ends it; every event has been published by then, or it is known that it has not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.Within();
        await Task.WhenAll(_publishing).Within();
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            _publishing.Add(PublishAsync(_sent));
            await _listener.ExpectAsync(PacketOf(_sent));
            Slowest = clock.Elapsed > Slowest ? clock.Elapsed : Slowest;
            Interlocked.Increment(ref _sent);
        }
    }

    private async Task PublishAsync(int number)
    {
        try
        {
            await _namespace.Published.EmitAsync("load", number);
        }
        catch (ClusterPublishException)
        {
            Interlocked.Increment(ref _unpublished);
        }
    }
}
