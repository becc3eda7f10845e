using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>
/// Data that you attach to a socket and that other servers can see (<see cref="Emitter.FetchSocketsAsync"/>). It is one value that can be
/// written as JSON. It is thread-safe.
/// </summary>
/// <example>
/// <code>
/// record Profile(string Name, int Level);
///
/// socket.Data.Set(new Profile("ann", 3));
/// Profile? profile = socket.Data.Get&lt;Profile>();
///
/// // From anywhere, on any server of the cluster:
/// foreach (var member in await io.In("tea").FetchSocketsAsync())
/// {
///     Console.WriteLine(member.GetData&lt;Profile>()?.Name);
/// }
/// </code>
/// </example>
public sealed class SocketData
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    private readonly ArgumentSerializer _serializer;
    private volatile object? _value;

    internal SocketData(ArgumentSerializer serializer) => _serializer = serializer;

    /// <summary>Whether no value has been set.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Replaces the value.</summary>
    public void Set<T>(T value) => _value = value;

    /// <summary>Gets the value, as the type that it was set as, or as any type that its JSON can be read as.</summary>
    /// <returns>The value; the default of the type if none has been set.</returns>
    /// <exception cref="JsonException">The value cannot be read as that type.</exception>
    public T? Get<T>() => _value switch
    {
        null => default,
        T value => value,
        _ => _serializer.Deserialize<T>(ToJson()),
    };

    /// <summary>Gets the value as JSON; an empty object if none has been set.</summary>
    public JsonElement ToJson() => _value switch
    {
        null => Empty,
        JsonElement element => element,
        var value => PayloadJson.ToElement(_serializer, value),
    };
}
