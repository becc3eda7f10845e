using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets.Listeners;

/// <summary>Decodes the arguments of an event one after the other, straight to the types that its listener takes.</summary>
internal ref struct ArgumentReader
{
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _attachments;
    private readonly ArgumentSerializer _serializer;
    private Utf8JsonReader _json;
    private bool _ended;

    /// <param name="json">Stands on the event's name.</param>
    /// <param name="attachments">The binary values of the packet.</param>
    /// <param name="source">Gives what is made only if a listener asks for it.</param>
    /// <param name="serializer">Reads the arguments.</param>
    public ArgumentReader(Utf8JsonReader json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, IEventSource source, ArgumentSerializer serializer)
    {
        _json = json;
        _attachments = attachments;
        _serializer = serializer;
        Source = source;
        Payload = default;
    }

    public IEventSource Source { get; }

    /// <summary>Whether the listener has got all it takes: what it throws from then on is its own.</summary>
    public bool IsDecoded { get; set; }

    /// <summary>The whole payload, for a listener that takes the event undecoded.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    public T? Next<T>()
    {
        if (typeof(T) == typeof(Acknowledgement))
        {
            return (T)(object)Source.Acknowledgement;
        }

        if (_ended || !_json.Read() || _json.TokenType == JsonTokenType.EndArray)
        {
            _ended = true;
            return default;
        }

        return _serializer.Deserialize<T>(ref _json, _attachments);
    }

    /// <summary>The event undecoded, as its listeners take it.</summary>
    public TEvent ToEvent<TEvent>() => ((IUndecodedEventSource<TEvent>)Source).ToEvent(Payload, _attachments);
}
