using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>
/// The records of the rooms of a namespace, for a process that is not a server. It reads and writes the store of the servers. Servers learn
/// of a change with their next heartbeat (<c>RoomOptions.HeartbeatInterval</c>), and then send it to their clients. It is thread-safe.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class EmitterRecords<T>
{
    private const int PageSize = 500;

    private readonly RecordStore _store;
    private readonly RecordJson<T> _json;
    private readonly EmitterRecordOptions _options;

    internal EmitterRecords(RecordStore store, string ns, RecordJson<T> json, EmitterRecordOptions options)
    {
        _store = store;
        _json = json;
        _options = options;
        Namespace = ns;
    }

    /// <summary>The namespace of the rooms.</summary>
    public string Namespace { get; }

    /// <summary>Reads the record of a room.</summary>
    /// <returns>The record; <see langword="null"/> if the room has none.</returns>
    /// <exception cref="ArgumentException">The name of the room is not valid: it must have 1 to 1024 characters.</exception>
    /// <exception cref="ClusterPublishException">The store did not answer.</exception>
    /// <exception cref="System.Text.Json.JsonException">The value is of another type.</exception>
    public async ValueTask<EmitterRecord<T>?> FindAsync(string room)
    {
        Check(room);
        return ToRecord(await _store.FindAsync(Namespace, room));
    }

    /// <summary>Reads all records of the namespace.</summary>
    /// <exception cref="ClusterPublishException">The store did not answer.</exception>
    /// <exception cref="System.Text.Json.JsonException">A value is of another type.</exception>
    public async Task<IReadOnlyList<EmitterRecord<T>>> ListAsync()
    {
        // A record that changes during the reading is read again, with its new state.
        var records = new Dictionary<string, StoredRecord>(StringComparer.Ordinal);
        var (position, hasMore) = (default(RecordPosition), true);
        while (hasMore)
        {
            var page = await _store.ReadAsync(Namespace, position, PageSize);
            if (page.IsWhole)
            {
                records.Clear();
            }

            foreach (var change in page.Changes)
            {
                if (change.Record is { } record)
                {
                    records[change.Room] = record;
                }
                else
                {
                    records.Remove(change.Room);
                }
            }

            (position, hasMore) = (page.Next, page.HasMore);
        }

        return [.. records.Values.Select(ToRecord).OfType<EmitterRecord<T>>()];
    }

    /// <summary>
    /// Creates a record if the room has none. If several servers and emitters do so at the same time, one of them succeeds.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long the record lasts. By default it lasts until it is deleted.</param>
    /// <exception cref="ArgumentException">The name of the room is not valid, or the value is too large or has binary values.</exception>
    /// <exception cref="InvalidOperationException">
    /// The namespace has the maximum number of records, or they would exceed the maximum number of bytes.
    /// </exception>
    /// <exception cref="ClusterPublishException">The store has not taken the change, or has taken it without confirming it.</exception>
    public ValueTask<EmitterRecordResult<T>> CreateAsync(string room, T value, RoomRecordLifetime? lifetime = null) => WriteAsync(new RecordWrite(RecordWriteKind.Create, Check(room))
    {
        Value = Write(value),
        EndsWithLastMember = lifetime?.EndsWithLastMember ?? false,
        ExpiresAfter = lifetime?.ExpiresAfter,
    });

    /// <summary>Sets the value of a record.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">The version that the record must have; <see langword="null"/> means any version.</param>
    /// <inheritdoc cref="CreateAsync"/>
    public ValueTask<EmitterRecordResult<T>> SetAsync(string room, T value, long? expectedVersion = null) =>
        WriteAsync(new RecordWrite(RecordWriteKind.Set, Check(room)) { Value = Write(value), ExpectedVersion = expectedVersion ?? 0 });

    /// <summary>Deletes a record.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="expectedVersion">The version that the record must have; <see langword="null"/> means any version.</param>
    /// <returns>Whether a record of that version existed.</returns>
    /// <exception cref="ArgumentException">The name of the room is not valid.</exception>
    /// <exception cref="ClusterPublishException">The store has not taken the change, or has taken it without confirming it.</exception>
    public async ValueTask<bool> DeleteAsync(string room, long? expectedVersion = null) =>
        (await WriteAsync(new RecordWrite(RecordWriteKind.Delete, Check(room)) { ExpectedVersion = expectedVersion ?? 0 })).IsDone;

    private static string Check(string room)
    {
        return RecordName.IsName(SocketIOEmitter.Free(room)) ? room : throw new ArgumentException($"The name of a room must have 1 to {RecordName.MaxLength} characters.", nameof(room));
    }

    private ReadOnlyMemory<byte> Write(T value)
    {
        var json = _json.Write(value);
        return json.Length <= _options.MaxRecordBytes ? json : throw new ArgumentException($"The value is larger than {_options.MaxRecordBytes} bytes.", nameof(value));
    }

    private async ValueTask<EmitterRecordResult<T>> WriteAsync(RecordWrite write)
    {
        var result = await _store.WriteAsync(Namespace, write, new RecordLimits(_options.MaxRooms, _options.MaxTotalBytes));
        return result.Status switch
        {
            RecordWriteStatus.Done => new(true, ToRecord(result.Change!.Record)),
            RecordWriteStatus.TooMany => throw new InvalidOperationException($"There are {_options.MaxRooms} records already."),
            RecordWriteStatus.TooLarge => throw new InvalidOperationException($"With this record, the records would take more than {_options.MaxTotalBytes} bytes."),
            _ => new(false, ToRecord(result.Current)),
        };
    }

    private EmitterRecord<T>? ToRecord(StoredRecord? record) => record is null
        ? null
        : new EmitterRecord<T>(record.Room, _json.Read(record.Value), record.Version, record.Created, record.Updated, record.EndsWithLastMember, record.Expires);
}
