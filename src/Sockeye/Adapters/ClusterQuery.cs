namespace Sockeye.Adapters;

/// <summary>A request that each of the other servers answers once.</summary>
internal sealed class ClusterQuery(SocketIOServer server, TimeSpan timeout) : ClusterRequest(server, timeout)
{
    private readonly List<ClusterMessage> _answers = [];
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);

    /// <summary>The answers. Do not read them before the end.</summary>
    public IReadOnlyList<ClusterMessage> Answers => _answers;

    protected override int Heard => _answers.Count;

    protected override int Anonymous => _answers.Count - _answered.Count;

    protected override bool IsComplete => true;

    public override bool HasAnswered(string server) => _answered.Contains(server);

    protected override bool Take(ClusterMessage message)
    {
        if (message.Type is not (ClusterMessageType.FetchSocketsResponse or ClusterMessageType.ServerSideEmitResponse or ClusterMessageType.CountSocketsResponse
                or ClusterMessageType.AllRoomsResponse)
            || (message.ServerId.Length > 0 && !_answered.Add(message.ServerId)))
        {
            return false;
        }

        _answers.Add(message);
        return true;
    }
}
