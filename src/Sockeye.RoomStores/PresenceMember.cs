using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>A member of a room, with any number of connections. It is a snapshot.</summary>
public sealed class PresenceMember
{
    private readonly ReadOnlyMemory<byte>? _info;
    private readonly ArgumentSerializer _serializer;

    /// <summary>Creates an object. Servers and emitters call this.</summary>
    /// <param name="id">The id of the member.</param>
    /// <param name="stateJson">The state, as valid JSON in UTF-8 that does not change.</param>
    /// <param name="infoJson">The description of the member, as valid JSON in UTF-8; <see langword="null"/> if there is none.</param>
    /// <param name="connections">The connections, in the order of their ids.</param>
    /// <param name="serializer">Reads states and descriptions.</param>
    /// <exception cref="ArgumentNullException">A required argument is <see langword="null"/>.</exception>
    public PresenceMember(string id, ReadOnlyMemory<byte> stateJson, ReadOnlyMemory<byte>? infoJson, IReadOnlyList<PresenceConnection> connections, ArgumentSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(serializer);
        Id = id;
        StateJson = stateJson;
        _info = infoJson;
        Connections = connections;
        _serializer = serializer;
    }

    /// <summary>The id of the member, as <c>PresenceOptions.Identify</c> has returned it.</summary>
    public string Id { get; }

    /// <summary>The state, as JSON.</summary>
    public JsonElement State => JsonElement.Parse(StateJson.Span);

    /// <summary>The state, as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> StateJson { get; }

    /// <summary>
    /// The description, as <c>PresenceOptions.Describe</c> has returned it, as JSON; <see langword="null"/> if there is none.
    /// </summary>
    public JsonElement? Info => _info is { } info ? JsonElement.Parse(info.Span) : null;

    /// <summary>
    /// The connections on all servers, in the order of their ids, each with its state; at most <c>PresenceOptions.MaxConnections</c>. Empty
    /// during the grace period of a member without connections (<c>PresenceOptions.GracePeriod</c>), and if
    /// <c>PresenceOptions.Connections</c> is off.
    /// </summary>
    public IReadOnlyList<PresenceConnection> Connections { get; }

    /// <summary>Gets the state, read with the serializer of the server or emitter.</summary>
    /// <exception cref="JsonException">The state is of another type.</exception>
    public T? GetState<T>() => _serializer.Deserialize<T>(StateJson.Span, default);

    /// <summary>Gets the state, read with the metadata of a type.</summary>
    /// <exception cref="JsonException">The state is of another type.</exception>
    public T? GetState<T>(JsonTypeInfo<T> type) => _serializer.For(type).Deserialize<T>(StateJson.Span, default);

    /// <summary>
    /// Gets the description, read with the serializer of the server or emitter; the default value of the type if there is none.
    /// </summary>
    /// <exception cref="JsonException">The description is of another type.</exception>
    public T? GetInfo<T>() => _info is { } info ? _serializer.Deserialize<T>(info.Span, default) : default;

    /// <summary>Gets the description, read with the metadata of a type; the default value of the type if there is none.</summary>
    /// <exception cref="JsonException">The description is of another type.</exception>
    public T? GetInfo<T>(JsonTypeInfo<T> type) => _info is { } info ? _serializer.For(type).Deserialize<T>(info.Span, default) : default;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
