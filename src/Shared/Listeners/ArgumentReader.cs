using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>Decodes the arguments of an event one after the other, directly to the types that its listener takes.</summary>
/// <remarks>
/// JSON has no <c>undefined</c>: clients send <c>null</c> for an undefined argument that others follow. So <c>null</c> counts as missing,
/// unless the type has a value for it.
/// </remarks>
internal ref struct ArgumentReader
{
    private readonly ArgumentSerializer _serializer;
    private Utf8JsonReader _json;
    private bool _ended;

    /// <param name="json">A reader on the name of the event.</param>
    /// <param name="attachments">The binary values of the packet.</param>
    /// <param name="serializer">Reads the arguments.</param>
    public ArgumentReader(Utf8JsonReader json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, ArgumentSerializer serializer)
    {
        _json = json;
        Attachments = attachments;
        _serializer = serializer;
    }

    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>Reads the next argument; the default value of the type if there is none.</summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Next<T>() => MoveNext() ? _serializer.Deserialize<T>(ref _json, Attachments) : default;

    /// <summary>Reads the next argument, which must be present.</summary>
    /// <exception cref="JsonException">The argument is missing or of another type.</exception>
    public T Required<T>(string parameter)
    {
        if (!MoveNext())
        {
            throw new MissingArgumentException(parameter);
        }

        return _json.TokenType == JsonTokenType.Null
            ? Null<T>(parameter)
            : _serializer.Deserialize<T>(ref _json, Attachments) ?? throw new MissingArgumentException(parameter);
    }

    /// <summary>Reads the next argument; the fallback if it is missing.</summary>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Optional<T>(T? fallback) =>
        MoveNext() && _json.TokenType != JsonTokenType.Null ? _serializer.Deserialize<T>(ref _json, Attachments) : fallback;

    /// <summary>Reads all remaining arguments.</summary>
    /// <exception cref="JsonException">An argument is of another type.</exception>
    public T[] Rest<T>()
    {
        List<T>? rest = null;
        while (MoveNext())
        {
            (rest ??= []).Add(_serializer.Deserialize<T>(ref _json, Attachments)!);
        }

        return rest?.ToArray() ?? [];
    }

    // Some types have a value for null, such as JsonElement.
    private T Null<T>(string parameter)
    {
        try
        {
            return _serializer.Deserialize<T>(ref _json, Attachments) ?? throw new MissingArgumentException(parameter);
        }
        catch (JsonException)
        {
            throw new MissingArgumentException(parameter);
        }
    }

    private bool MoveNext()
    {
        _ended = _ended || !_json.Read() || _json.TokenType == JsonTokenType.EndArray;
        return !_ended;
    }
}
