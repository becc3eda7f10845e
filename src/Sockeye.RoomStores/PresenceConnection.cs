using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>A connection of a member, on any server. It is a snapshot.</summary>
public sealed class PresenceConnection
{
    private readonly ReadOnlyMemory<byte> _state;
    private readonly ArgumentSerializer _serializer;

    /// <summary>Creates an object. Servers and emitters call this.</summary>
    /// <param name="id">The id of its socket.</param>
    /// <param name="stateJson">The state, as valid JSON in UTF-8 that does not change.</param>
    /// <param name="serializer">Reads the state.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public PresenceConnection(string id, ReadOnlyMemory<byte> stateJson, ArgumentSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(serializer);
        Id = id;
        _state = stateJson;
        _serializer = serializer;
    }

    /// <summary>The id of its socket.</summary>
    public string Id { get; }

    /// <summary>The state of the connection, as JSON. It is <c>null</c> until a state is set.</summary>
    public JsonElement State => JsonElement.Parse(_state.Span);

    /// <summary>Gets the state, read with the serializer of the server or emitter.</summary>
    /// <exception cref="JsonException">The state is of another type.</exception>
    public T? GetState<T>() => _serializer.Deserialize<T>(_state.Span, default);

    /// <summary>Gets the state, read with the metadata of a type.</summary>
    /// <exception cref="JsonException">The state is of another type.</exception>
    public T? GetState<T>(JsonTypeInfo<T> type) => _serializer.For(type).Deserialize<T>(_state.Span, default);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
