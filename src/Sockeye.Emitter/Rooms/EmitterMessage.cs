using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>A message of a room that was kept.</summary>
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

    /// <summary>Its place among the messages of the room.</summary>
    public string Offset { get; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The name of the event.</summary>
    public string EventName { get; }

    /// <summary>The number of arguments.</summary>
    public int Count { get; }

    /// <summary>Reads an argument.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <typeparam name="T">The type that it is read as.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">There is no such argument.</exception>
    /// <exception cref="JsonException">It is of another type.</exception>
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

    // At the name of the event.
    private Utf8JsonReader Begin()
    {
        var reader = new Utf8JsonReader(_event.Json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        reader.Read();
        return reader;
    }
}
