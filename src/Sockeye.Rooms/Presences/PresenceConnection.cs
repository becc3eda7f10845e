using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Presences;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>A connection of a member: a picture of one moment. It may be on another server.</summary>
public sealed class PresenceConnection
{
    private readonly MemberConnection _connection;
    private readonly ArgumentSerializer _serializer;

    internal PresenceConnection(MemberConnection connection, ArgumentSerializer serializer)
    {
        _connection = connection;
        _serializer = serializer;
    }

    /// <summary>The id of its socket.</summary>
    public string Id => _connection.Id;

    /// <summary>The state of the connection, as JSON. It is <c>null</c> until one is set.</summary>
    public JsonElement State => JsonElement.Parse(_connection.State);

    /// <summary>The state, read with the server's serializer.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>() => _serializer.Deserialize<T>(_connection.State, default);

    /// <summary>The state, read as a known type.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(_connection.State, type);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
