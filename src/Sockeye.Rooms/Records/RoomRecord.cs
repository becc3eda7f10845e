using System.Text.Json;
using Sockeye.Records;

namespace Sockeye;

/// <summary>The record of a room. It is a snapshot.</summary>
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

    /// <summary>The name of the room.</summary>
    public string Room => Stored.Room;

    /// <summary>
    /// The value. It is read once for all callers, so do not change it; set another one with <see cref="RoomRecords{T}.UpdateAsync"/>.
    /// </summary>
    /// <exception cref="JsonException">The value that another server has written is of another type.</exception>
    public T Value => (T)_value.Get(_read)!;

    /// <summary>How many times the value was set; 1 for a new record.</summary>
    public long Version => Stored.Version;

    /// <summary>The time at which it was created, by the clock of the store.</summary>
    public DateTimeOffset Created => Stored.Created;

    /// <summary>The time at which the value was last set, by the clock of the store.</summary>
    public DateTimeOffset Updated => Stored.Updated;

    /// <summary>Whether it ends with the last member of the room.</summary>
    public bool EndsWithLastMember => Stored.EndsWithLastMember;

    /// <summary>The time at which it ends, even if the room has members then; <see langword="null"/> if it does not expire.</summary>
    public DateTimeOffset? Expires => Stored.Expires;

    /// <summary>
    /// The number of members of the room, on all servers: people if the namespace has presence, otherwise connections. Numbers of other
    /// servers may be slightly old.
    /// </summary>
    public int Members { get; }

    internal StoredRecord Stored { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Room} v{Version}";
}
