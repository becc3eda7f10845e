namespace Sockeye.Simulation;

/// <summary>The adapter of a namespace on one server.</summary>
internal class SimulatedAdapter : ClusterAdapter
{
    private readonly AdapterNetwork _network;

    public SimulatedAdapter(AdapterNetwork network, SimulatedServer server, Namespace ns)
        : base(ns, new Options())
    {
        _network = network;
        Server = server;
        network.Add(this);
    }

    public SimulatedServer Server { get; }

    public void Take(ClusterMessage message) => Receive(message);

    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Task.FromResult(_network.ServersOf(Namespace.Name).Count);

    public override ValueTask DisposeAsync()
    {
        _network.Remove(this);
        return base.DisposeAsync();
    }

    protected override ValueTask PublishAsync(ClusterMessage message) => _network.PublishAsync(this, message, null);

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) => _network.PublishAsync(this, response, requester);

    protected override ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken) => new(_network.ServersOf(Namespace.Name));

    private sealed class Options : ClusterAdapterOptions;
}
