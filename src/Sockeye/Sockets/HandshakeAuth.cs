using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>The credentials that a client sent when it joined a namespace: its <c>auth</c> object.</summary>
public sealed class HandshakeAuth
{
    private static readonly byte[] NoAuth = "{}"u8.ToArray();

    private readonly ArgumentSerializer _serializer;
    private readonly byte[] _json;
    private readonly ReadOnlyMemory<byte>[] _attachments;
    private JsonElement? _element;

    /// <summary>Creates an object from credentials that were received.</summary>
    /// <param name="serializer">Reads them; see <see cref="SocketIOServer.Serializer"/>.</param>
    /// <param name="json">A JSON object in UTF-8.</param>
    /// <param name="attachments">The binary values that its placeholders point to.</param>
    public HandshakeAuth(ArgumentSerializer serializer, ReadOnlySpan<byte> json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments = default)
    {
        _serializer = serializer;
        _json = json.IsEmpty || json.SequenceEqual("{}"u8) ? NoAuth : json.ToArray();
        _attachments = attachments.ToArray();
    }

    /// <summary>
    /// The whole object; empty if the client sent none. A binary value, which not every parser allows here, is a placeholder that has the
    /// value in its member <c>base64</c>.
    /// </summary>
    public JsonElement Json => _element ??= PayloadJson.ToElement(_json, _attachments);

    /// <summary>Gets a member that is a string; <see langword="null"/> if it is missing or not a string.</summary>
    public string? GetString(string name) =>
        ReferenceEquals(_json, NoAuth) || !Json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String ? null : value.GetString();

    /// <summary>Gets a member as a type; the default value of the type if it is missing.</summary>
    /// <exception cref="JsonException">The member is not of that type.</exception>
    public T? Get<T>(string name) =>
        Json.TryGetProperty(name, out var value) ? _serializer.Deserialize<T>(value) : default;

    /// <summary>Gets the whole object as a type.</summary>
    /// <exception cref="JsonException">The object is not of that type.</exception>
    public T? Get<T>() => _serializer.Deserialize<T>(_json, _attachments);
}
