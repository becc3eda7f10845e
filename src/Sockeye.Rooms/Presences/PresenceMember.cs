using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Presences;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>Somebody in a room, whatever number of connections they have: a picture of one moment.</summary>
public sealed class PresenceMember
{
    private readonly MemberState _member;
    private readonly ArgumentSerializer _serializer;

    internal PresenceMember(MemberState member, ArgumentSerializer serializer)
    {
        _member = member;
        _serializer = serializer;
    }

    /// <summary>Who: what <see cref="PresenceOptions.Identify"/> gave.</summary>
    public string Id => _member.Id;

    /// <summary>The state, as JSON.</summary>
    public JsonElement State => JsonElement.Parse(_member.State);

    /// <summary>What <see cref="PresenceOptions.Describe"/> gave, as JSON; none if it gave nothing.</summary>
    public JsonElement? Info => _member.Info is { } info ? JsonElement.Parse(info) : null;

    /// <summary>
    /// The connections, in the order of their ids, each with its state: those on all servers, <see cref="PresenceOptions.MaxConnections"/> at most. Empty while only waited for
    /// (<see cref="PresenceOptions.GracePeriod"/>), and if <see cref="PresenceOptions.Connections"/> is off.
    /// </summary>
    public IReadOnlyList<PresenceConnection> Connections => [.. (_member.Connections ?? []).Select(connection => new PresenceConnection(connection, _serializer))];

    /// <summary>The state, read with the server's serializer.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>() => _serializer.Deserialize<T>(_member.State, default);

    /// <summary>The state, read as a known type.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(_member.State, type);

    /// <summary>What <see cref="PresenceOptions.Describe"/> gave, read with the server's serializer; the default of the type if it gave nothing.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetInfo<T>() => _member.Info is { } info ? _serializer.Deserialize<T>(info, default) : default;

    /// <summary>What <see cref="PresenceOptions.Describe"/> gave, read as a known type; the default of the type if it gave nothing.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetInfo<T>(JsonTypeInfo<T> type) => _member.Info is { } info ? JsonSerializer.Deserialize(info, type) : default;

    internal byte[] RawState => _member.State;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
