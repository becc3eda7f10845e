namespace Sockeye.Replication;

/// <summary>
/// Decides which other servers are living, as far as this one can tell. It is a state machine without I/O and clock; its owner holds a lock
/// around it.
/// </summary>
/// <remarks>
/// A silent server is asked first. It is lost after a silence of <see cref="Patience"/>, but only if this server heard its own heartbeats
/// without a gap during that time: so messages arrived, but none of that server. A server that does not hear itself does not count others
/// as lost. After it hears itself again, it gives all others that time anew. Heartbeats have numbers, so that gaps, late heartbeats and
/// repeated ones are noticed.
/// </remarks>
internal sealed class ServerLiveness(TimeSpan heartbeat)
{
    private const double QuestionFactor = 1.4;
    private const double PatienceFactor = 1.7;
    private const double HearingFactor = 2;
    private const double LossFactor = 2.5; // one heartbeat, and the time after which a server is lost
    private const int MaxServers = 1000;

    private readonly Dictionary<string, (TimeSpan Seen, long Beat)> _servers = new(StringComparer.Ordinal);
    private long _ownBeat;
    private long _heardBeat;
    private TimeSpan? _heard;
    private TimeSpan _hearsSince;
    private TimeSpan? _begun;
    private bool _wasHearing = true;
    private TimeSpan? _lost;

    /// <summary>The silence after which a server is lost.</summary>
    public TimeSpan Patience { get; } = heartbeat * PatienceFactor;

    public IReadOnlyCollection<string> Servers => _servers.Keys;

    /// <summary>The number of the next heartbeat of this server.</summary>
    public long NextBeat() => ++_ownBeat;

    /// <summary>Called when this server has heard its own heartbeat.</summary>
    public void HearSelf(long beat, TimeSpan now)
    {
        if (beat > _heardBeat + 1 || !IsHearing(now))
        {
            // The previous heartbeat did not arrive or was not sent, so nothing may have arrived in between.
            _hearsSince = now;
        }

        _heardBeat = Math.Max(_heardBeat, beat);
        _heard = now;
    }

    /// <summary>Called when a server has sent something.</summary>
    /// <param name="server">The id of the server.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNew">Whether it was unknown.</param>
    /// <returns>Whether it is known now. It is not if there are too many servers.</returns>
    public bool See(string server, TimeSpan now, out bool isNew)
    {
        isNew = !_servers.TryGetValue(server, out var known);
        if (isNew && _servers.Count >= MaxServers)
        {
            return false;
        }

        _servers[server] = known with { Seen = now };
        return true;
    }

    /// <summary>Called when a known server has sent a heartbeat.</summary>
    /// <returns>Whether it is the newest one of that server.</returns>
    public bool HearBeat(string server, long beat)
    {
        if (!_servers.TryGetValue(server, out var known) || beat <= known.Beat)
        {
            return false;
        }

        _servers[server] = known with { Beat = beat };
        return true;
    }

    /// <summary>Whether a server has been silent for so long that all servers should be asked.</summary>
    public bool HasDoubts(TimeSpan now) => _servers.Values.Any(server => now - server.Seen >= heartbeat * QuestionFactor);

    /// <summary>Removes lost servers and returns them.</summary>
    public IReadOnlyList<string> TakeLost(TimeSpan now)
    {
        List<string> lost = [];
        foreach (var (server, known) in _servers)
        {
            var from = known.Seen > _hearsSince ? known.Seen : _hearsSince;
            if (_heard - from >= Patience)
            {
                lost.Add(server);
                _servers.Remove(server);
                _lost = now;
            }
        }

        return lost;
    }

    /// <summary>
    /// Returns whether this server has begun or stopped to hear itself since the last call; <see langword="null"/> if nothing has changed.
    /// At first it counts as hearing.
    /// </summary>
    public bool? TakeTurn(TimeSpan now)
    {
        _begun ??= now;
        var isHearing = now - (_heard ?? _begun) < Patience;
        if (isHearing == _wasHearing)
        {
            return null;
        }

        _wasHearing = isHearing;
        return isHearing;
    }

    /// <summary>
    /// Whether this server has heard all others: it has heard its own messages for two heartbeats, as the others have, and has heard a
    /// heartbeat of each server that it knows.
    /// </summary>
    public bool HasHeardOthers(TimeSpan now) => IsHearing(now) && now - _hearsSince >= heartbeat * HearingFactor && _servers.Values.All(static server => server.Beat > 0);

    /// <summary>
    /// Whether this server can be sure that there are no servers that it does not know: it has heard all others, and has lost no server
    /// recently.
    /// </summary>
    public bool KnowsOthers(TimeSpan now) => HasHeardOthers(now) && !(now - _lost < heartbeat * LossFactor);

    private bool IsHearing(TimeSpan now) => now - _heard < Patience;
}
