using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Presences;

/// <summary>Some servers with presence on one hub. Time goes by on all of them alike.</summary>
internal sealed class PresenceCluster : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly List<PresenceServer> _servers = [];
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public TestHub Hub { get; } = new();

    public PresenceServer this[int index] => _servers[index];

    /// <summary>Starts servers that know each other.</summary>
    /// <param name="count">How many.</param>
    /// <param name="clocks">Those that have a clock of their own.</param>
    public static Task<PresenceCluster> StartAsync(int count, params FakeTimeProvider?[] clocks) => StartAsync(count, null, clocks);

    public static Task<PresenceCluster> StartAsync(int count, Action<PresenceOptions> configure) => StartAsync(count, configure, []);

    private static async Task<PresenceCluster> StartAsync(int count, Action<PresenceOptions>? configure, FakeTimeProvider?[] clocks)
    {
        var cluster = new PresenceCluster();
        for (var i = 0; i < count; i++)
        {
            cluster._servers.Add(await PresenceServer.StartAsync(configure, cluster.Hub, clocks.ElementAtOrDefault(i) ?? cluster._time));
        }

        cluster.Pass(PresenceServer.Heartbeat);
        return cluster;
    }

    /// <summary>One server more; it is the caller's to end.</summary>
    public Task<PresenceServer> AddAsync() => PresenceServer.StartAsync(hub: Hub, time: _time);

    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            foreach (var clock in _servers.Select(static server => server.Time).Distinct())
            {
                clock.Advance(Step);
            }
        }
    }

    /// <summary>Nobody hears of the server any more, and it hears nobody.</summary>
    public void Kill(int index) => Hub.Cut[Hub.Servers[index]] = true;

    public void Heal() => Hub.Cut.Clear();

    /// <summary>Who is in the room, which has to be the same on the servers.</summary>
    public string Agreed(params int[] indexes)
    {
        var members = (indexes.Length == 0 ? Enumerable.Range(0, _servers.Count) : indexes).Select(index => _servers[index].Members()).Distinct();
        return Assert.Single(members);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
