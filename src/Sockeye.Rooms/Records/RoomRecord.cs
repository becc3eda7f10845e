using System.Text.Json;
using Sockeye.Records;

namespace Sockeye;

/// <summary>The record of a room: a picture of one moment.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class RoomRecord<T>
{
    private readonly RecordValue _value;
    private readonly Func<ReadOnlyMemory<byte>, object?> _read;

    internal RoomRecord(RecordPicture picture, Func<ReadOnlyMemory<byte>, object?> read)
    {
        Stored = picture.Record;
        Members = picture.Members;
        _value = picture.Value;
        _read = read;
    }

    /// <summary>The room.</summary>
    public string Room => Stored.Room;

    /// <summary>What is known of it. It is read once for all who ask: do not change it, but give another one (<see cref="RoomRecords{T}.UpdateAsync"/>).</summary>
    /// <exception cref="JsonException">What was written, by another server, is of another type.</exception>
    public T Value => (T)_value.Get(_read)!;

    /// <summary>How often the value was set: 1 when it is new.</summary>
    public long Version => Stored.Version;

    /// <summary>When it was created, by the clock of the store.</summary>
    public DateTimeOffset Created => Stored.Created;

    /// <summary>When the value was last set, by the clock of the store.</summary>
    public DateTimeOffset Updated => Stored.Updated;

    /// <summary>Whether it ends with the last member of the room.</summary>
    public bool EndsWithLastMember => Stored.EndsWithLastMember;

    /// <summary>When it ends, whoever is in the room then; none where it has no end.</summary>
    public DateTimeOffset? Expires => Stored.Expires;

    /// <summary>How many are in the room, on all servers: people, where the namespace has presence, otherwise connections. As of a moment ago where they are on other servers.</summary>
    public int Members { get; }

    internal StoredRecord Stored { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Room} v{Version}";
}
