namespace Sockeye.Simulation;

/// <summary>The adapter of a namespace on one server, whose broadcasts go through the <see cref="EventLog"/>: connections can be recovered on any server.</summary>
internal sealed class LoggingAdapter : SimulatedAdapter, IClusterEventLog
{
    private readonly EventLog _log;

    public LoggingAdapter(AdapterNetwork network, EventLog log, SimulatedServer server, Namespace ns)
        : base(network, server, ns)
    {
        _log = log;
        log.Add(this);
    }

    /// <summary>How many entries it has read.</summary>
    public int Read { get; set; }

    /// <summary>Whether it is going to read.</summary>
    public bool IsWoken { get; set; }

    public string? Position => Simulation.EventLog.Name(Read);

    protected internal override IClusterEventLog? EventLog => this;

    public void Take(ClusterMessage message, string offset)
    {
        if (message.Namespace == Namespace.Name)
        {
            Receive(message, offset);
        }
    }

    public bool IsPosition(string offset) => Simulation.EventLog.IsPosition(offset);

    public int Compare(string left, string right) => Simulation.EventLog.Number(left).CompareTo(Simulation.EventLog.Number(right));

    public async ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime) => await _log.SaveAsync(this, session, lifetime);

    public ValueTask<ClusterSession?> TakeSessionAsync(string privateId) => _log.TakeAsync(this, privateId);

    public ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents) => _log.ReadAfterAsync(this, offset, maxEvents);

    public override ValueTask DisposeAsync()
    {
        _log.Remove(this);
        return base.DisposeAsync();
    }

    protected override ValueTask PublishAsync(ClusterMessage message) =>
        message is { Type: ClusterMessageType.Broadcast, RequestId: null } ? _log.AppendAsync(this, message) : base.PublishAsync(message);
}
