using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>A kept message of a room.</summary>
public sealed class EmitterMessage
{
    private const int MaxDepth = 1000;

    private readonly ArgumentSerializer _serializer;
    private readonly ClusterPayload _event;

    internal EmitterMessage(ArgumentSerializer serializer, HistoryEntry entry)
    {
        _serializer = serializer;
        _event = entry.Event;
        Offset = entry.Offset;
        Time = entry.Time;
        var reader = Begin();
        EventName = JsonText.GetString(reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            Count++;
        }
    }

    /// <summary>The position among the messages of the room.</summary>
    public string Offset { get; }

    /// <summary>The time at which it was added.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The name of the event.</summary>
    public string EventName { get; }

    /// <summary>The number of arguments.</summary>
    public int Count { get; }

    /// <summary>Gets an argument as a type.</summary>
    /// <param name="index">The index of the argument, starting at 0.</param>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such argument.</exception>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Get<T>(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var reader = Begin();
        for (var i = 0; i <= index; i++)
        {
            reader.Skip();
            reader.Read();
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return _serializer.Deserialize<T>(_event.Json.Span[start..(int)reader.BytesConsumed], [.. _event.Attachments]);
    }

    // On the name of the event.
    private Utf8JsonReader Begin()
    {
        var reader = new Utf8JsonReader(_event.Json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        reader.Read();
        return reader;
    }
}
