using System.Buffers;
using System.Text.Json;

namespace Sockeye.Replication;

/// <summary>
/// Messages of a topic as JSON: <c>{"kind":"delta","epoch":1,"at":12,"id":0,"part":0,"last":true,"ops":[...]}</c>. The format of each topic
/// defines its operations.
/// </summary>
internal abstract class TopicFormat<TKey, TValue>
{
    private const int MaxPart = 1_000_000;

    private static readonly string[] Kinds = ["delta", "ask", "picture", "end", "wish", "question", "answer"];

    /// <summary>The approximate size of an operation in bytes.</summary>
    public abstract int SizeOf(TopicOp<TKey, TValue> op);

    /// <summary>The value of a key for readers after an operation that may have only the difference.</summary>
    public virtual TValue Complete(TValue told, TValue value) => value;

    public byte[] Write(TopicMessage<TKey, TValue> message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kinds[(int)message.Kind]);
            json.WriteNumber("epoch", message.At.Epoch);
            json.WriteNumber("at", message.At.Number);
            json.WriteNumber("id", message.Id);
            json.WriteNumber("part", message.Part);
            json.WriteBoolean("last", message.IsLast);
            json.WriteStartArray("ops");
            foreach (var op in message.Ops)
            {
                json.WriteStartArray();
                Write(json, op);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>The message; <see langword="null"/> if the bytes are not one.</returns>
    public TopicMessage<TKey, TValue>? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var kind = (TopicMessageKind)Array.IndexOf(Kinds, root.GetProperty("kind").GetString());
            var at = new TopicPosition(root.GetProperty("epoch").GetInt64(), root.GetProperty("at").GetInt64());
            var (id, part, isLast) = (root.GetProperty("id").GetInt64(), root.GetProperty("part").GetInt32(), root.GetProperty("last").GetBoolean());
            var isPositioned = kind is TopicMessageKind.Delta or TopicMessageKind.Picture or TopicMessageKind.End;
            return Enum.IsDefined(kind) && (at.IsValid || !isPositioned) && part is >= 0 and < MaxPart
                ? new TopicMessage<TKey, TValue>(kind, at, id, part, isLast, [.. root.GetProperty("ops").EnumerateArray().Select(Read)])
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Writes the elements of the array that an operation is.</summary>
    protected abstract void Write(Utf8JsonWriter json, TopicOp<TKey, TValue> op);

    /// <exception cref="FormatException">It is not an operation. The exceptions of reading JSON are handled too.</exception>
    protected abstract TopicOp<TKey, TValue> Read(JsonElement op);
}
