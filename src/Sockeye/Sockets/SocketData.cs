using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>
/// What the application attaches to a socket and other servers may see (<see cref="Emitter.FetchSocketsAsync"/>): one value that can be written as JSON.
/// Thread-safe.
/// </summary>
public sealed class SocketData
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly ArgumentSerializer _serializer;
    private volatile object? _value;

    internal SocketData(ArgumentSerializer serializer) => _serializer = serializer;

    /// <summary>Whether nothing was set.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Replaces the value.</summary>
    public void Set<T>(T value) => _value = value;

    /// <summary>The value, as the type that it was set as, or as any type that its JSON can be read as.</summary>
    /// <returns>The default of the type where nothing was set.</returns>
    /// <exception cref="JsonException">The value cannot be read as that type.</exception>
    public T? Get<T>() => _value switch
    {
        null => default,
        T value => value,
        _ => _serializer.Deserialize<T>(ToJson()),
    };

    /// <summary>The value as JSON; an empty object where nothing was set.</summary>
    public JsonElement ToJson() => _value switch
    {
        null => Empty,
        JsonElement element => element,
        var value => PayloadJson.ToElement(_serializer, value),
    };
}
