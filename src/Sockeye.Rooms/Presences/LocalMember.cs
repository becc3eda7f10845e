namespace Sockeye.Presences;

/// <summary>A member of a room with connections on this server.</summary>
/// <param name="hasStates">Whether each connection has a state.</param>
internal sealed class LocalMember(bool hasStates)
{
    private static readonly byte[] NoState = "null"u8.ToArray();

    private readonly SortedDictionary<string, MemberConnection>? _states = hasStates ? new(StringComparer.Ordinal) : null;

    public int Connections { get; private set; }

    /// <summary>The time, by the clock of the server, until which the member stays without connections.</summary>
    public long? LingersUntil { get; set; }

    public void Add(string connection)
    {
        Connections++;
        LingersUntil = null;
        _states?[connection] = new MemberConnection(connection, NoState);
    }

    public void Remove(string connection)
    {
        Connections--;
        _states?.Remove(connection);
    }

    /// <returns>Whether the connection exists.</returns>
    public bool SetState(string connection, byte[] state)
    {
        if (_states?.ContainsKey(connection) is not true)
        {
            return false;
        }

        _states[connection] = new MemberConnection(connection, state);
        return true;
    }

    /// <summary>The first connections, in the order of their ids; <see langword="null"/> if they have no states.</summary>
    public MemberConnection[]? List(int limit) => _states is null ? null : [.. _states.Values.Take(limit)];
}
