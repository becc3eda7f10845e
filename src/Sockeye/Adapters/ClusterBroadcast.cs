namespace Sockeye.Adapters;

/// <summary>
/// A broadcast that waits for acknowledgements of other servers' clients. First each server says how many recipients it has, then each
/// client answers. The clients of a server that goes meanwhile count as having left.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="timeout">How long clients may take.</param>
/// <param name="toAnswer">Reads the answer of a client.</param>
internal sealed class ClusterBroadcast(SocketIOServer server, TimeSpan timeout, Func<ClusterPayload, EventArguments> toAnswer) : ClusterRequest(server, timeout)
{
    private readonly Dictionary<string, long> _counted = new(StringComparer.Ordinal); // how many recipients each server has
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal); // for how many of them the outcome is known
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly List<BroadcastAck> _answers = [];
    private int _anonymous;
    private long _recipients;
    private long _left;

    /// <summary>The answers. Do not read them before the end.</summary>
    public IReadOnlyList<BroadcastAck> Answers => _answers;

    public int TimedOut => (int)Math.Clamp(_recipients - _answers.Count - _left, 0, int.MaxValue);

    public override bool IsOrdered => true;

    protected override int Heard => _counted.Count + _anonymous;

    protected override int Anonymous => _anonymous;

    protected override bool IsComplete => _answers.Count + _left >= _recipients;

    public override bool HasAnswered(string server) => _counted.ContainsKey(server);

    protected override bool Take(ClusterMessage message)
    {
        switch (message.Type)
        {
            case ClusterMessageType.BroadcastClientCount:
                return Count(message.ServerId, message.Count);

            // If there are more answers than recipients after all have been counted, the surplus is replays.
            case ClusterMessageType.BroadcastAck when Servers < 0 || Heard < Servers || !IsComplete:
                _answers.Add(new BroadcastAck(null, toAnswer(message.Payload)));
                Hear(message.ServerId);
                return true;
            case ClusterMessageType.BroadcastLeft:
                _left++;
                Hear(message.ServerId);
                return true;
            default:
                return false;
        }
    }

    protected override void Forget(IReadOnlyCollection<string> living)
    {
        foreach (var (id, recipients) in _counted)
        {
            if (!living.Contains(id) && _gone.Add(id))
            {
                _left += Math.Max(0, recipients - _heard.GetValueOrDefault(id));
            }
        }
    }

    private bool Count(string serverId, int recipients)
    {
        if (serverId.Length == 0)
        {
            _anonymous++;
        }
        else if (!_counted.TryAdd(serverId, recipients))
        {
            return false;
        }

        _recipients += recipients;
        return true;
    }

    private void Hear(string serverId) => _heard[serverId] = _heard.GetValueOrDefault(serverId) + 1;
}
