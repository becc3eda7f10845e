namespace Sockeye.Simulation;

/// <summary>Carries broadcasts between servers: at most once, in the order of their sender.</summary>
internal sealed class AdapterNetwork(World world, Weather weather)
{
    private readonly List<SimulatedAdapter> _adapters = [];
    private readonly Dictionary<(SimulatedAdapter From, SimulatedAdapter To), Link> _links = [];

    public int Count => _adapters.Count;

    public void Add(SimulatedAdapter adapter) => _adapters.Add(adapter);

    public void Remove(SimulatedAdapter adapter) => _adapters.Remove(adapter);

    public void RemoveAll(SimulatedServer server) => _adapters.RemoveAll(adapter => adapter.Server == server);

    public IReadOnlyCollection<string> ServersOf(string ns) => [.. _adapters.Where(adapter => adapter.Namespace.Name == ns).Select(static adapter => adapter.ServerId)];

    public ValueTask PublishAsync(SimulatedAdapter from, ClusterMessage message, string? toServer)
    {
        if (weather.IsDown || from.Server.IsCut)
        {
            return ValueTask.FromException(new ClusterPublishException("the network is away"));
        }

        var sent = message with { Payload = message.Payload with { Json = message.Payload.Json.ToArray() } };
        foreach (var to in _adapters)
        {
            if (to != from && (toServer is null || toServer == to.ServerId) && !to.Server.IsCut && !to.Server.IsDeaf && !world.Rng.Chance(weather.Loss))
            {
                if (!_links.TryGetValue((from, to), out var link))
                {
                    _links.Add((from, to), link = new Link(world, to.Server.Node));
                }

                link.Send(weather.Delay(world.Rng), () =>
                {
                    if (!to.Server.IsCut && !to.Server.IsDeaf && _adapters.Contains(to))
                    {
                        to.Take(sent);
                    }
                });
            }
        }

        return default;
    }
}
