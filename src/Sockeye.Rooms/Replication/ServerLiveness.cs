namespace Sockeye.Replication;

/// <summary>
/// Which other servers are alive, as this one can tell. A state machine without I/O and clocks; its owner has a lock around it.
/// </summary>
/// <remarks>
/// A server that is silent is asked first, and lost when it was silent for <see cref="Patience"/> in which this server heard its own heartbeats without a gap: messages came, only none of that server. Who is deaf
/// takes nobody for lost, and who hears again gives all others that time anew. Heartbeats have numbers, so that a gap is seen, and those that come late or twice are known.
/// </remarks>
internal sealed class ServerLiveness(TimeSpan heartbeat)
{
    private const double QuestionFactor = 1.4;
    private const double PatienceFactor = 1.7;
    private const double HearingFactor = 2;
    private const double LossFactor = 2.5; // a heartbeat and what may pass before a server is lost
    private const int MaxServers = 1000;

    private readonly Dictionary<string, (TimeSpan Seen, long Beat)> _servers = new(StringComparer.Ordinal);
    private long _ownBeat;
    private long _heardBeat;
    private TimeSpan? _heard;
    private TimeSpan _hearsSince;
    private TimeSpan? _begun;
    private bool _wasHearing = true;
    private TimeSpan? _lost;

    /// <summary>After so long a silence a server is lost.</summary>
    public TimeSpan Patience { get; } = heartbeat * PatienceFactor;

    public IReadOnlyCollection<string> Servers => _servers.Keys;

    /// <summary>The number of the next heartbeat of this server.</summary>
    public long NextBeat() => ++_ownBeat;

    /// <summary>This server has heard its own heartbeat.</summary>
    public void HearSelf(long beat, TimeSpan now)
    {
        if (beat > _heardBeat + 1 || !IsHearing(now))
        {
            // The one before did not come, or had not been sent: nothing may have come in between.
            _hearsSince = now;
        }

        _heardBeat = Math.Max(_heardBeat, beat);
        _heard = now;
    }

    /// <summary>A server has sent something.</summary>
    /// <param name="server">Its id.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNew">Whether it was not known.</param>
    /// <returns>Whether it is known now: there may be too many.</returns>
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

    /// <summary>A server that was seen has sent a heartbeat.</summary>
    /// <returns>Whether it is the newest.</returns>
    public bool HearBeat(string server, long beat)
    {
        if (!_servers.TryGetValue(server, out var known) || beat <= known.Beat)
        {
            return false;
        }

        _servers[server] = known with { Beat = beat };
        return true;
    }

    /// <summary>Whether somebody is silent for so long that all should be asked.</summary>
    public bool HasDoubts(TimeSpan now) => _servers.Values.Any(server => now - server.Seen >= heartbeat * QuestionFactor);

    /// <summary>Takes out those that are lost.</summary>
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

    /// <summary>Takes whether this server has ceased to hear itself, or has begun to again, since it was last asked; nothing if neither. At first it is taken to hear.</summary>
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
    /// Whether this server has heard of all others: it has heard for two heartbeats what it sends itself, as the others do, and has heard a heartbeat of each that it knows.
    /// </summary>
    public bool HasHeardOthers(TimeSpan now) => IsHearing(now) && now - _hearsSince >= heartbeat * HearingFactor && _servers.Values.All(static server => server.Beat > 0);

    /// <summary>Whether this server can be sure that those it does not know are not there: it has heard of all, and lost nobody lately.</summary>
    public bool KnowsOthers(TimeSpan now) => HasHeardOthers(now) && !(now - _lost < heartbeat * LossFactor);

    private bool IsHearing(TimeSpan now) => now - _heard < Patience;
}
