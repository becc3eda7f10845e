using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Hooks;
using Sockeye.Once;
using Sockeye.Records;
using Sockeye.Requests;
using Sockeye.RoomStores;

namespace Sockeye;

/// <summary>
/// The records of the rooms of a namespace: what an application knows about a room besides its members. Each server has all of them in
/// memory, so reading asks no other server. Changes are made in the store, each in one step, and sent to all servers. It is thread-safe.
/// </summary>
/// <remarks>
/// A room may have members without a record, and a record without members. While the store is not reachable, you can read what is known,
/// but change nothing. Afterwards all servers come to the same state again.
/// </remarks>
/// <typeparam name="T">The type of the values. Use an immutable type, such as a record.</typeparam>
public sealed class RoomRecords<T>
{
    private const int MaxAttempts = 100;
    private const int MaxNameLength = 64;
    private const int LookAtOnce = 256;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(36_500);

    private readonly RecordBook _book;
    private readonly RecordRights _rights;
    private readonly RoomRecordOptions<T> _options;
    private readonly RecordJson<T> _json;
    private readonly Hook<RoomRecordChange<T>> _changed = new();
    private readonly Lock _gate = new();
    private volatile Dictionary<string, OnceHandler<RoomRecordChange<T>>> _once = new(StringComparer.Ordinal);

    internal RoomRecords(RecordBook book, RoomRecordOptions<T> options, JsonTypeInfo<T>? type)
    {
        _book = book;
        _rights = new RecordRights(book);
        _options = options;
        _json = new RecordJson<T>(book.Namespace.Server.Serializer, type);
    }

    /// <summary>The namespace of the rooms.</summary>
    public Namespace Namespace => _book.Namespace;

    /// <summary>
    /// Completes when this server has all records that existed when it started. Before that it has none and reports none.
    /// </summary>
    public Task Ready => _book.Keeper.Loaded;

    /// <summary>The number of records.</summary>
    public int Count => _book.RoomCount;

    /// <summary>
    /// Adds a listener for records that are created, changed or ended. It is called on every server, once for each change, in the order of
    /// the changes of a room. Exceptions of a listener are logged and counted. If a server has missed changes, it reports them later, but
    /// for each room only the result.
    /// </summary>
    public RoomRecords<T> OnChanged(Action<RoomRecordChange<T>> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{RoomRecordChange{T}})"/>
    public RoomRecords<T> OnChanged(Func<RoomRecordChange<T>, Task> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{RoomRecordChange{T}})"/>
    [OverloadResolutionPriority(1)]
    public RoomRecords<T> OnChanged(Func<RoomRecordChange<T>, ValueTask> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <summary>Removes a listener that you have added with <c>OnChanged</c>.</summary>
    public RoomRecords<T> OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a handler that is called once in the cluster for each change, for example to call a webhook or to write to a database. One
    /// server calls it, usually the one that made the change. A listener added with <c>OnChanged</c> is called on every server.
    /// </summary>
    /// <remarks>
    /// <para>The handler is called at least once for a change. If a server dies while the handler runs, another server calls it when the
    /// lease is over (<see cref="OnceOptions.Lease"/>), even if its work was already done. So the handler must accept to be called again
    /// for a change, which it recognizes by <see cref="RoomRecordChange{T}.Id"/>. An exception is logged and counted, and the handler is
    /// called again on any server, <see cref="OnceOptions.MaxAttempts"/> times in total.</para>
    /// <para>The handler gets the same changes as <c>OnChanged</c>, from now on. A change is not handled if no server learns of it: the
    /// server that made it died at that moment, and the room was changed again before others read it. A change is also not handled while no
    /// server with the handler runs. A server handles its own changes of a room in order, unless an attempt fails. If a change waits there
    /// for more than a second, another server may begin it earlier. <see cref="RoomRecord{T}.Version"/> says which state is newer.</para>
    /// <para>Each change costs one claim and one completion in the store, and one query by each other server that has the handler.</para>
    /// </remarks>
    /// <param name="name">
    /// The name of the handler, the same on all servers. Handlers of different names are called independently. It has 1 to 64 ASCII
    /// characters: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.
    /// </param>
    /// <param name="handler">Handles a change. The token is cancelled when the lease is over, and when the server closes.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">The name or an option is not valid.</exception>
    /// <exception cref="InvalidOperationException">There is already a handler of that name.</exception>
    public RoomRecords<T> HandleOnce(string name, Func<RoomRecordChange<T>, CancellationToken, Task> handler, Action<OnceOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(handler);
        if (name.Length > MaxNameLength || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            throw new ArgumentException($"The name of a handler has 1 to {MaxNameLength} ASCII letters, digits, hyphens, underscores and dots.", nameof(name));
        }

        var options = new OnceOptions();
        configure?.Invoke(options);
        options.Validate();
        lock (_gate)
        {
            if (_once.ContainsKey(name))
            {
                throw new InvalidOperationException($"The records of namespace {Namespace.Name} already have a handler {name}.");
            }

            var once = new OnceHandler<RoomRecordChange<T>>(Namespace, name, handler, options);
            Namespace.Closing.Register(once.Dispose);
            _once = new(_once, StringComparer.Ordinal) { [name] = once };
        }

        return this;
    }

    /// <summary>
    /// Creates the record of a room, if it has none. Of any number of attempts at the same time, on any servers, one succeeds.
    /// </summary>
    /// <param name="room">The name of the room, with 1 to 1024 characters. The room may be empty.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long the record lasts. By default it lasts until it is deleted.</param>
    /// <returns>Whether it was created, and the record that the room has now.</returns>
    /// <exception cref="EventRefusedException">
    /// The value is too large (<c>E_TOO_LARGE</c>), there are too many records (<c>E_TOO_MANY</c>), a hook of the options refuses
    /// (<c>E_FORBIDDEN</c>), or the name of the room is not valid (<c>E_INVALID</c>). If your listener does not catch the exception, the
    /// client gets it as the answer.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The lifetime is not valid: it is not positive, or the record should end with the last member of a room that presence leaves out.
    /// </exception>
    /// <exception cref="ClusterPublishException">
    /// The store did not answer within two seconds. The record may have been created all the same.
    /// </exception>
    public async Task<RoomRecordResult<T>> CreateAsync(string room, T value, RoomRecordLifetime? lifetime = null)
    {
        RoomName.Check(room);
        CheckLifetime(lifetime?.ExpiresAfter);
        if (lifetime is { EndsWithLastMember: true } && !_book.CanCount(room))
        {
            throw new ArgumentException($"The room {room} has no presence (PresenceOptions.Includes), so its last member is not known.", nameof(lifetime));
        }

        var write = new RecordWrite(RecordWriteKind.Create, room)
        {
            Value = Write(value),
            EndsWithLastMember = lifetime?.EndsWithLastMember ?? false,
            ExpiresAfter = lifetime?.ExpiresAfter,
        };
        await AskAsync(_options.OnCreating, "record creating", room, null, value);
        return ToResult(await WriteAsync(write));
    }

    /// <summary>
    /// Gets the record of a room, as this server knows it; <see langword="null"/> if there is none. It asks no other server. In a rule
    /// (<see cref="RoomRule.List(string)"/>) that decides whether a client may read a record, it returns exactly that record. If the client
    /// is to be informed of the end of a record, it returns the record as it was.
    /// </summary>
    public RoomRecord<T>? Find(string room) => _rights.Find(room) is { } picture ? ToRecord(picture) : null;

    /// <summary>Gets the record of a room from the store; <see langword="null"/> if there is none.</summary>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public async Task<RoomRecord<T>?> GetAsync(string room, CancellationToken cancellationToken = default)
    {
        await _book.Keeper.SynchronizeAsync(cancellationToken);
        return Find(room);
    }

    /// <summary>Sets the value of a record, if its version is still the expected one.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">The version that the new value is based on (<see cref="RoomRecord{T}.Version"/>).</param>
    /// <returns>Whether the value was set, and the record that the room has now.</returns>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task<RoomRecordResult<T>> TrySetAsync(string room, T value, long expectedVersion)
    {
        RoomName.Check(room);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(expectedVersion);
        var write = new RecordWrite(RecordWriteKind.Set, room) { Value = Write(value), ExpectedVersion = expectedVersion };
        if (_options.OnUpdating is { } ask)
        {
            var current = await FindOrGetAsync(room);
            if (current is not null && current.Version < expectedVersion)
            {
                // This server may not know that version yet.
                await GetAsync(room);
                current = _book.Find(room)?.Record;
            }

            if (current?.Version != expectedVersion)
            {
                return new RoomRecordResult<T>(false, current is null ? null : ToRecord(current));
            }

            await AskAsync(ask, "record updating", room, current, value);
            write = write with { ExpectedTag = current.Tag };
        }

        return ToResult(await WriteAsync(write));
    }

    /// <summary>
    /// Changes the value of a record. If another caller changes the record at the same time, the function is called again with the changed
    /// value.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="change">Returns the new value. Its argument is a copy, which it may change.</param>
    /// <returns>The record after the change; <see langword="null"/> if there is none.</returns>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public async Task<RoomRecord<T>?> UpdateAsync(string room, Func<T, T> change)
    {
        RoomName.Check(room);
        ArgumentNullException.ThrowIfNull(change);
        var current = await FindOrGetAsync(room);
        for (var attempt = 0; current is not null; attempt++)
        {
            var value = change(_json.Read(current.Value));
            var write = new RecordWrite(RecordWriteKind.Set, room)
            {
                Value = Write(value),
                ExpectedVersion = current.Version,
                ExpectedOrigin = current.Origin,
                ExpectedTag = current.Tag,
            };
            await AskAsync(_options.OnUpdating, "record updating", room, current, value);
            var result = await WriteAsync(write);
            if (result.Change is { Record: { } set })
            {
                return ToRecord(set);
            }

            current = attempt < MaxAttempts ? result.Current : throw new ClusterPublishException($"The record of room {room} was changed by others all the time.");
        }

        return null;
    }

    /// <summary>Sets or removes the time at which a record ends, even if the room has members then. The version does not change.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="after">How long the record lasts from now on; <see langword="null"/> removes the time.</param>
    /// <returns>The record; <see langword="null"/> if there is none.</returns>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public async Task<RoomRecord<T>?> ExpireAsync(string room, TimeSpan? after)
    {
        RoomName.Check(room);
        CheckLifetime(after);
        return ToResult(await WriteAsync(new RecordWrite(RecordWriteKind.Expire, room) { ExpiresAfter = after })).Record;
    }

    /// <summary>
    /// Deletes the record of a room. If the namespace keeps history, the messages that the room has by then are deleted too. Messages that
    /// are sent during the deletion may stay, and those of a new room of that name do. Members stay in the room.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="expectedVersion">The version that the record must have; <see langword="null"/> means any version.</param>
    /// <returns>Whether a record of that version existed.</returns>
    /// <exception cref="EventRefusedException"><see cref="RoomRecordOptions{T}.OnDeleting"/> refuses (<c>E_FORBIDDEN</c>).</exception>
    /// <exception cref="ClusterPublishException">
    /// The store did not answer within two seconds. The record may have been deleted all the same.
    /// </exception>
    public async Task<bool> DeleteAsync(string room, long? expectedVersion = null)
    {
        RoomName.Check(room);
        if (_options.OnDeleting is null)
        {
            return (await WriteAsync(new RecordWrite(RecordWriteKind.Delete, room) { ExpectedVersion = expectedVersion ?? 0 })).Status == RecordWriteStatus.Done;
        }

        // The record that is deleted is the one that was checked.
        var current = await FindOrGetAsync(room);
        for (var attempt = 0; current is not null && (expectedVersion is null || expectedVersion == current.Version); attempt++)
        {
            await AskAsync(_options.OnDeleting, "record deleting", room, current, default);
            var result = await WriteAsync(new RecordWrite(RecordWriteKind.Delete, room) { ExpectedVersion = current.Version, ExpectedTag = current.Tag });
            if (result.Status == RecordWriteStatus.Done)
            {
                return true;
            }

            current = attempt < MaxAttempts ? result.Current : throw new ClusterPublishException($"The record of room {room} was changed by others all the time.");
        }

        return false;
    }

    /// <summary>Lists records with their numbers of members, as this server knows them. It asks no other server.</summary>
    /// <remarks>
    /// The cost of a page depends on its own size, not on the number of all records. With <see cref="RoomRecordQuery{T}.Where"/>, or in the
    /// order of members with a prefix, skipped records count too. In the order of members, a room whose number changes between two pages
    /// may appear twice or not at all.
    /// </remarks>
    /// <param name="query">Selects the records. By default all records, ordered by name.</param>
    /// <exception cref="ArgumentException">
    /// The limit is not positive, or <see cref="RoomRecordQuery{T}.After"/> does not belong to a page in this order.
    /// </exception>
    public RoomRecordPage<T> List(RoomRecordQuery<T>? query = null)
    {
        query ??= new RoomRecordQuery<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit);
        var after = (RecordKey?)null;
        if (query.After is { } cursor)
        {
            after = RecordKey.TryParse(cursor, query.Order, out var key) ? key : throw new ArgumentException($"\"{cursor}\" is not a position in this order.", nameof(query));
        }

        var records = new List<RoomRecord<T>>(Math.Min(query.Limit, LookAtOnce));
        var found = new List<(RecordKey Key, RecordPicture Picture)>();
        RecordKey? last = null;
        bool hasMore;
        do
        {
            found.Clear();
            hasMore = _book.Look(query.Order, query.Prefix ?? string.Empty, ref after, query.Where is null ? query.Limit + 1 - records.Count : LookAtOnce, found);
            foreach (var (key, picture) in found)
            {
                var record = ToRecord(picture);
                if (!IsWanted(query, record))
                {
                    continue;
                }

                if (records.Count == query.Limit)
                {
                    return new RoomRecordPage<T>(records, last!.Value.ToCursor(query.Order));
                }

                records.Add(record);
                last = key;
            }
        }
        while (hasMore);

        return new RoomRecordPage<T>(records, null);
    }

    internal void Start()
    {
        _book.Changed.Add(Tell);
        if (_options.ServeClients)
        {
            var watchers = new RecordWatchers(_book, _rights, View, _options.WatchWindow, _options.MaxPage);
            var pages = new RecordPages(_book, _rights, View, _options.ClientView is not null, _options.MaxPage);
            Namespace.OnConnection(new RecordRequests(_book, _rights, View, watchers, pages).Listen);
        }

        _ = _book.Keeper.StartAsync();
    }

    private static bool IsWanted(RoomRecordQuery<T> query, RoomRecord<T> record)
    {
        if (query.Where is null)
        {
            return true;
        }

        try
        {
            return query.Where(record);
        }
        catch (JsonException)
        {
            // The value is of another type: a server with another version of the application has written it.
            return false;
        }
    }

    private static void CheckLifetime(TimeSpan? lifetime)
    {
        if (lifetime is { } after)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(after, TimeSpan.Zero, nameof(lifetime));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(after, LongestLife, nameof(lifetime));
        }
    }

    private ReadOnlyMemory<byte> Write(T value)
    {
        var json = _json.Write(value);
        return json.Length <= _options.MaxRecordBytes ? json : throw RoomRefusal.TooLarge($"the record is larger than {_options.MaxRecordBytes} bytes");
    }

    private ReadOnlyMemory<byte>? View(RecordPicture picture)
    {
        if (_options.ClientView is not { } view)
        {
            return picture.Record.Value;
        }

        try
        {
            return view(ToRecord(picture)) is { } shown ? RecordJson<T>.Write(Namespace.Server.Serializer, shown) : default(ReadOnlyMemory<byte>?);
        }
        catch (Exception exception)
        {
            Namespace.ReportFailure("client view", exception);
            return null;
        }
    }

    private async ValueTask<StoredRecord?> FindOrGetAsync(string room) => (_book.Find(room) ?? (await GetAsync(room) is null ? null : _book.Find(room)))?.Record;

    private ValueTask AskAsync(Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? ask, string name, string room, StoredRecord? current, T? value) =>
        ask is null ? default : Veto.AskAsync(Namespace, name, ask, new RoomRecordAttempt<T>(room, current is null ? null : ToRecord(current), value));

    private async ValueTask<RecordWriteResult> WriteAsync(RecordWrite write)
    {
        var result = await _book.Keeper.WriteAsync(write);
        return result.Status switch
        {
            RecordWriteStatus.TooMany => throw RoomRefusal.TooMany(_options.MaxRooms),
            RecordWriteStatus.TooLarge => throw RoomRefusal.TooLarge("the rooms take the maximum amount of memory"),
            _ => result,
        };
    }

    private RoomRecordResult<T> ToResult(RecordWriteResult result) =>
        new(result.Status == RecordWriteStatus.Done, (result.Change?.Record ?? result.Current) is { } record ? ToRecord(record) : null);

    private RoomRecord<T> ToRecord(RecordPicture picture) => new(picture, _json.ReadObject);

    // If the copy has the same write, its value has already been read.
    private RoomRecord<T> ToRecord(StoredRecord record) =>
        _book.Find(record.Room) is { } picture && picture.Record.Tag == record.Tag
            ? ToRecord(picture)
            : ToRecord(new RecordPicture(record, new RecordValue(record.Value), _book.Count(record.Room)));

    private void Tell(RecordNews news)
    {
        var once = _once;
        if (_changed.IsEmpty && once.Count == 0)
        {
            return;
        }

        var end = news.Kind == RoomRecordChangeKind.Deleted ? news.End : default(RoomRecordEnd?);
        var change = new RoomRecordChange<T>(news.Kind, ToRecord(news.Picture), end) { Id = news.Id };
        foreach (var handler in once.Values)
        {
            handler.Add(change.Id, change.Record.Room, change, news.IsOwn);
        }

        _changed.Start(change, "records changed", Namespace.Failures);
    }
}
