using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Support;

/// <summary>A backend within this process: what one server publishes, the others receive at once. Servers may be made deaf, and the backend may be down.</summary>
internal sealed class LoopbackCluster
{
    private readonly ConcurrentDictionary<string, LoopbackAdapter> _adapters = new();

    /// <summary>Whether nothing can be sent.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether the servers want to hear of it.</summary>
    public bool ThrowIfUnpublished { get; set; }

    /// <summary>What the backend does before it sends an answer.</summary>
    public Action<ClusterMessage>? Responding { get; set; }

    /// <summary>Everything that was sent, in order.</summary>
    public ConcurrentQueue<ClusterMessage> Sent { get; } = new();

    /// <summary>The types that servers do not know: Node's servers do not know ours.</summary>
    public HashSet<ClusterMessageType> Unknown { get; } = [];

    /// <summary>Servers that neither say nor see what ours can do beyond the reference.</summary>
    public HashSet<string> AreOfNode { get; } = [];

    /// <summary>The option of all servers.</summary>
    public ClusterCredentials Credentials { get; init; }

    /// <summary>Servers that are there and hear nothing.</summary>
    public HashSet<string> Deaf { get; } = [];

    public IReadOnlyCollection<string> Servers => [.. _adapters.Keys];

    public Action<IServiceCollection> Services => services => services.AddSocketIO().UseAdapter((_, ns) => new LoopbackAdapter(this, ns));

    public static LoopbackAdapter AdapterOf(TestServer server) => (LoopbackAdapter)server.IO.MainNamespace.Adapter;

    internal sealed class LoopbackAdapter : ClusterAdapter
    {
        private readonly LoopbackCluster _cluster;

        public LoopbackAdapter(LoopbackCluster cluster, Namespace ns)
            : base(ns, new Options { ThrowIfUnpublished = cluster.ThrowIfUnpublished, Credentials = cluster.Credentials })
        {
            _cluster = cluster;
            _cluster._adapters[ServerId] = this;
        }

        private IReadOnlyCollection<string> Peers => [.. _cluster._adapters.Where(entry => entry.Value.Namespace.Name == Namespace.Name).Select(static entry => entry.Key)];

        public void Inject(ClusterMessage message) => Receive(message);

        public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) =>
            _cluster.IsDown ? Task.FromException<int>(new InvalidOperationException("down")) : Task.FromResult(Peers.Count);

        public override ValueTask DisposeAsync()
        {
            _cluster._adapters.TryRemove(ServerId, out _);
            return base.DisposeAsync();
        }

        protected override ValueTask PublishAsync(ClusterMessage message)
        {
            if (_cluster.IsDown)
            {
                return ValueTask.FromException(new InvalidOperationException("down"));
            }

            _cluster.Sent.Enqueue(message);
            foreach (var (id, adapter) in _cluster._adapters)
            {
                if (!_cluster.Deaf.Contains(id) && !_cluster.Unknown.Contains(message.Type))
                {
                    adapter.Receive(OverTheWire(SeenBy(id, message)));
                }
            }

            return default;
        }

        protected override ValueTask RespondAsync(string requester, ClusterMessage response)
        {
            _cluster.Responding?.Invoke(response);
            _cluster.Sent.Enqueue(response);
            if (_cluster._adapters.TryGetValue(requester, out var adapter))
            {
                adapter.Receive(OverTheWire(response));
            }

            return default;
        }

        protected override ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken) => new(Peers);

        private ClusterMessage SeenBy(string id, ClusterMessage message) =>
            _cluster.AreOfNode.Contains(id) || _cluster.AreOfNode.Contains(message.ServerId) ? message with { Capabilities = ClusterCapabilities.None } : message;

        private static ClusterMessage OverTheWire(ClusterMessage message) => ClusterMessageJson.Read(ClusterMessageJson.Write(message))!;

        private sealed class Options : ClusterAdapterOptions;
    }
}
