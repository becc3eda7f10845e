using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>Somebody in a room, whatever number of connections they have: a picture of one moment.</summary>
public sealed class PresenceMember
{
    private readonly ReadOnlyMemory<byte>? _info;
    private readonly ArgumentSerializer _serializer;

    /// <summary>Servers and emitters make these.</summary>
    /// <param name="id">Who.</param>
    /// <param name="stateJson">The state, valid JSON in UTF-8 that nobody changes.</param>
    /// <param name="infoJson">What describes the member, likewise; none if nothing does.</param>
    /// <param name="connections">The connections, in the order of their ids.</param>
    /// <param name="serializer">Reads states and descriptions.</param>
    /// <exception cref="ArgumentNullException">One of them is <see langword="null"/> that may not be.</exception>
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

    /// <summary>Who: what <c>PresenceOptions.Identify</c> gave.</summary>
    public string Id { get; }

    /// <summary>The state, as JSON.</summary>
    public JsonElement State => JsonElement.Parse(StateJson.Span);

    /// <summary>The state, as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> StateJson { get; }

    /// <summary>What <c>PresenceOptions.Describe</c> gave, as JSON; none if it gave nothing.</summary>
    public JsonElement? Info => _info is { } info ? JsonElement.Parse(info.Span) : null;

    /// <summary>
    /// The connections, in the order of their ids, each with its state: those on all servers, <c>PresenceOptions.MaxConnections</c> at most. Empty while only waited for
    /// (<c>PresenceOptions.GracePeriod</c>), and if <c>PresenceOptions.Connections</c> is off.
    /// </summary>
    public IReadOnlyList<PresenceConnection> Connections { get; }

    /// <summary>The state, read with the serializer of the server or emitter.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>() => _serializer.Deserialize<T>(StateJson.Span, default);

    /// <summary>The state, read as a known type.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetState<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(StateJson.Span, type);

    /// <summary>What <c>PresenceOptions.Describe</c> gave, read with the serializer of the server or emitter; the default of the type if it gave nothing.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetInfo<T>() => _info is { } info ? _serializer.Deserialize<T>(info.Span, default) : default;

    /// <summary>What <c>PresenceOptions.Describe</c> gave, read as a known type; the default of the type if it gave nothing.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? GetInfo<T>(JsonTypeInfo<T> type) => _info is { } info ? JsonSerializer.Deserialize(info.Span, type) : default;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
