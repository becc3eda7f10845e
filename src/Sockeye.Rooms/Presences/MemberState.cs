using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Presences;

/// <summary>
/// What is known about a member of a room. The later of two states counts, on whichever server it was set, so that all servers agree.
/// </summary>
/// <param name="Id">The id of the member.</param>
/// <param name="State">The state as JSON.</param>
/// <param name="StateStamp">The time at which the state was set.</param>
/// <param name="Info">The description of the member, as JSON.</param>
/// <param name="InfoStamp">The time at which the description was set.</param>
internal sealed record MemberState(string Id, byte[] State, Stamp StateStamp, byte[]? Info, Stamp InfoStamp)
{
    /// <summary>Whether the description is included. If not, only the state is.</summary>
    public bool HasInfo => InfoStamp.Server is not null;

    /// <summary>The connections, in the order of their ids; <see langword="null"/> if they are not listed.</summary>
    public MemberConnection[]? Connections { get; init; }

    /// <param name="other">What another server knows about the same member.</param>
    /// <param name="maxConnections">The maximum number of listed connections.</param>
    public MemberState Merge(MemberState other, int maxConnections)
    {
        var merged = this;
        if (Connections is not null || other.Connections is not null)
        {
            merged = merged with { Connections = MemberConnection.Union(Connections, other.Connections, maxConnections) };
        }

        if (other.StateStamp.CompareTo(StateStamp) > 0)
        {
            merged = merged with { State = other.State, StateStamp = other.StateStamp };
        }

        return other.InfoStamp.CompareTo(InfoStamp) > 0 ? merged with { Info = other.Info, InfoStamp = other.InfoStamp } : merged;
    }

    public PresenceMember ToMember(ArgumentSerializer serializer) => new(
        Id, State, Info is { } info ? new ReadOnlyMemory<byte>(info) : default(ReadOnlyMemory<byte>?), Connections is { Length: > 0 } connections ? [.. connections.Select(connection => new PresenceConnection(connection.Id, connection.State, serializer))] : [], serializer);

    public bool LooksLike(MemberState other) =>
        ReferenceEquals(this, other) || (State.AsSpan().SequenceEqual(other.State) && Info.AsSpan().SequenceEqual(other.Info) && MemberConnection.LookAlike(Connections, other.Connections));
}
