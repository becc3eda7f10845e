using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>
/// The records of the rooms of a namespace, from a process that is no server. It reads and writes where the servers keep them. Servers hear of a change with their next heartbeat
/// (<c>RoomOptions.HeartbeatInterval</c>), and tell their clients. Thread-safe.
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
    /// <exception cref="ArgumentException">It is not the name of a room: a text of 1 to 1024 characters is expected.</exception>
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
        // What changes while it is read comes again, as it is then.
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

    /// <summary>Makes a record if the room has none: of any number of servers and emitters that do so at a time, one does.</summary>
    /// <param name="room">The room.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it lasts; until it is deleted by default.</param>
    /// <exception cref="ArgumentException">It is not the name of a room, or the value is too large or binary.</exception>
    /// <exception cref="InvalidOperationException">There are as many records as there may be, or they take as many bytes.</exception>
    /// <exception cref="ClusterPublishException">The store did not take it; or it did, and nobody knows.</exception>
    public ValueTask<EmitterRecordResult<T>> CreateAsync(string room, T value, RoomRecordLifetime? lifetime = null) => WriteAsync(new RecordWrite(RecordWriteKind.Create, Check(room))
    {
        Value = Write(value),
        EndsWithLastMember = lifetime?.EndsWithLastMember ?? false,
        ExpiresAfter = lifetime?.ExpiresAfter,
    });

    /// <summary>Gives a record another value.</summary>
    /// <param name="room">The room.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">The version that it has to have; any by default.</param>
    /// <inheritdoc cref="CreateAsync"/>
    public ValueTask<EmitterRecordResult<T>> SetAsync(string room, T value, long? expectedVersion = null) =>
        WriteAsync(new RecordWrite(RecordWriteKind.Set, Check(room)) { Value = Write(value), ExpectedVersion = expectedVersion ?? 0 });

    /// <summary>Ends a record.</summary>
    /// <param name="room">The room.</param>
    /// <param name="expectedVersion">The version that it has to have; any by default.</param>
    /// <returns>Whether it was there, in that version.</returns>
    /// <exception cref="ArgumentException">It is not the name of a room.</exception>
    /// <exception cref="ClusterPublishException">The store did not take it; or it did, and nobody knows.</exception>
    public async ValueTask<bool> DeleteAsync(string room, long? expectedVersion = null) =>
        (await WriteAsync(new RecordWrite(RecordWriteKind.Delete, Check(room)) { ExpectedVersion = expectedVersion ?? 0 })).IsDone;

    private static string Check(string room)
    {
        return RecordName.IsName(SocketIOEmitter.Free(room)) ? room : throw new ArgumentException($"A room is a text of 1 to {RecordName.MaxLength} characters.", nameof(room));
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
            RecordWriteStatus.TooLarge => throw new InvalidOperationException($"The records take more than {_options.MaxTotalBytes} bytes with it."),
            _ => new(false, ToRecord(result.Current)),
        };
    }

    private EmitterRecord<T>? ToRecord(StoredRecord? record) => record is null
        ? null
        : new EmitterRecord<T>(record.Room, _json.Read(record.Value), record.Version, record.Created, record.Updated, record.EndsWithLastMember, record.Expires);
}
