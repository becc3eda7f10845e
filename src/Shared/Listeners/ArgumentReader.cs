using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>Decodes the arguments of an event one after the other, straight to the types that its listener takes.</summary>
/// <remarks>JSON has no <c>undefined</c>: clients send <c>null</c> for one that others follow. It is missing as much as one that was not sent, unless the type has a value for it.</remarks>
internal ref struct ArgumentReader
{
    private readonly ArgumentSerializer _serializer;
    private Utf8JsonReader _json;
    private bool _ended;

    /// <param name="json">Stands on the event's name.</param>
    /// <param name="attachments">The binary values of the packet.</param>
    /// <param name="serializer">Reads the arguments.</param>
    public ArgumentReader(Utf8JsonReader json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, ArgumentSerializer serializer)
    {
        _json = json;
        Attachments = attachments;
        _serializer = serializer;
    }

    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>The next argument, or the default of its type if there is none.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Next<T>() => MoveNext() ? _serializer.Deserialize<T>(ref _json, Attachments) : default;

    /// <summary>The next argument, which has to be there.</summary>
    /// <exception cref="JsonException">It is missing, or of another type.</exception>
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

    /// <summary>The next argument, or something else if it is missing.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public T? Optional<T>(T? fallback) =>
        MoveNext() && _json.TokenType != JsonTokenType.Null ? _serializer.Deserialize<T>(ref _json, Attachments) : fallback;

    /// <summary>All arguments that are left.</summary>
    /// <exception cref="JsonException">One is of another type.</exception>
    public T[] Rest<T>()
    {
        List<T>? rest = null;
        while (MoveNext())
        {
            (rest ??= []).Add(_serializer.Deserialize<T>(ref _json, Attachments)!);
        }

        return rest?.ToArray() ?? [];
    }

    // Some types have a value for it, as a JSON element has.
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
