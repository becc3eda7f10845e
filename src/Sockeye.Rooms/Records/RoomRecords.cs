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
/// The records of the rooms of a namespace: what an application knows of a room besides who is in it. Each server has all of them in memory, so that reading asks nobody; changes are made in
/// the store, in one step each, and told to all servers. Thread-safe.
/// </summary>
/// <remarks>
/// A room may have members without a record, and a record without members. While the store is away what is known can be read, and nothing can be changed; afterwards all servers come
/// to the same again.
/// </remarks>
/// <typeparam name="T">The type of the values. Take one that does not change, such as a record.</typeparam>
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

    /// <summary>Completes when this server has all records that there were when it started. Before that it has none, and nothing is told of them.</summary>
    public Task Ready => _book.Keeper.Loaded;

    /// <summary>How many records there are.</summary>
    public int Count => _book.RoomCount;

    /// <summary>Listens to records that are created, changed or ended: on every server, each change once, those of a room in their order. What a listener throws is logged and counted. What
    /// happened while a server did not hear of it is told when it does, of each room the outcome only.</summary>
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

    /// <summary>Removes a listener of <c>OnChanged</c>.</summary>
    public RoomRecords<T> OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    /// <summary>
    /// Handles changes once in the cluster, such as with a webhook or a row in a database: by one server, usually the one that made the change. <c>OnChanged</c>, by contrast, is called on
    /// every server.
    /// </summary>
    /// <remarks>
    /// <para>At least once: if a server dies while the handler runs, another one calls it when the lease is over (<see cref="OnceOptions.Lease"/>), also if it had done its work. So it should
    /// bear to be called again for a change, which it knows by <see cref="RoomRecordChange{T}.Id"/>. What it throws is logged and counted, and it is called again, on any server,
    /// <see cref="OnceOptions.MaxAttempts"/> times in all.</para>
    /// <para>The changes are those of <c>OnChanged</c>, from now on. A change that no server heard of, because the one that made it died in that moment and the room was changed again
    /// before others read it, is not handled; nor is one while no server runs that has the handler. A server handles its own changes of a room in their order, unless one fails;
    /// what waits there for longer than a second another server may begin before. <see cref="RoomRecord{T}.Version"/> tells what is newer.</para>
    /// <para>Each change costs one claim and one completion in the store, and one question of each other server that has the handler.</para>
    /// </remarks>
    /// <param name="name">The name of the handler, the same on all servers: what has another name is handled besides. 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, all ASCII.</param>
    /// <param name="handler">Handles a change. The token is canceled when the lease is over and when the server closes.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">The name is none, or an option makes no sense.</exception>
    /// <exception cref="InvalidOperationException">There is a handler of that name.</exception>
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
                throw new InvalidOperationException($"The records of namespace {Namespace.Name} have a handler {name} already.");
            }

            var once = new OnceHandler<RoomRecordChange<T>>(Namespace, name, handler, options);
            Namespace.Closing.Register(once.Dispose);
            _once = new(_once, StringComparer.Ordinal) { [name] = once };
        }

        return this;
    }

    /// <summary>Creates the record of a room, if it has none. Of any number of attempts at a time, on whatever servers, one does.</summary>
    /// <param name="room">The room: a text of 1 to 1024 characters. Nobody has to be in it.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">How long it lasts; until it is deleted, where nothing is said.</param>
    /// <returns>Whether it was created, and the record that the room has now.</returns>
    /// <exception cref="EventRefusedException">
    /// It is too large or there are too many (<c>E_TOO_LARGE</c>, <c>E_TOO_MANY</c>), a hook of the options refuses it (<c>E_FORBIDDEN</c>), or the name of the room is none (<c>E_INVALID</c>). A listener that lets it pass answers the client with it.
    /// </exception>
    /// <exception cref="ArgumentException">The lifetime makes no sense: it is not positive, or the room shall end with its last member and has no presence where the namespace has it.</exception>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds; it may have been created nevertheless.</exception>
    public async Task<RoomRecordResult<T>> CreateAsync(string room, T value, RoomRecordLifetime? lifetime = null)
    {
        RoomName.Check(room);
        CheckLifetime(lifetime?.ExpiresAfter);
        if (lifetime is { EndsWithLastMember: true } && !_book.CanCount(room))
        {
            throw new ArgumentException($"The room {room} has no presence (PresenceOptions.Includes), so that it is not known who its last member is.", nameof(lifetime));
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
    /// The record of a room, as this server knows it; <see langword="null"/> if there is none. It asks nobody. In a rule (<see cref="RoomRule.List(string)"/>) that is asked whether a client
    /// may read a record, it is that record: after its end too, as it was, if the client is to be told of the end.
    /// </summary>
    public RoomRecord<T>? Find(string room) => _rights.Find(room) is { } picture ? ToRecord(picture) : null;

    /// <summary>The record of a room, as the store has it now; <see langword="null"/> where there is none.</summary>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public async Task<RoomRecord<T>?> GetAsync(string room, CancellationToken cancellationToken = default)
    {
        await _book.Keeper.SynchronizeAsync(cancellationToken);
        return Find(room);
    }

    /// <summary>Sets the value of a record, if nobody has set it since.</summary>
    /// <param name="room">The room.</param>
    /// <param name="value">The value.</param>
    /// <param name="expectedVersion">The version that it was made of (<see cref="RoomRecord{T}.Version"/>).</param>
    /// <returns>Whether it was set, and the record that the room has now.</returns>
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
                // This server may not have heard of that version yet.
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

    /// <summary>Changes the value of a record. Where somebody else changes it at the same time, the function is called again with what it is then.</summary>
    /// <param name="room">The room.</param>
    /// <param name="change">Gives the next value. It gets one of its own, which it may change.</param>
    /// <returns>The record as it was set; <see langword="null"/> where there is none.</returns>
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

    /// <summary>Sets or removes the time at which a record ends, whoever is in the room then. Its version stays.</summary>
    /// <param name="room">The room.</param>
    /// <param name="after">How long it lasts from now on; <see langword="null"/> for without an end.</param>
    /// <returns>The record; <see langword="null"/> where there is none.</returns>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public async Task<RoomRecord<T>?> ExpireAsync(string room, TimeSpan? after)
    {
        RoomName.Check(room);
        CheckLifetime(after);
        return ToResult(await WriteAsync(new RecordWrite(RecordWriteKind.Expire, room) { ExpiresAfter = after })).Record;
    }

    /// <summary>
    /// Ends the record of a room, and with it the messages that the room has by then, if the namespace keeps its history. What is said while it ends may stay, and what is said in a room of that name
    /// that is made afterwards does. Members stay in the room.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="expectedVersion">The version that it has to have; any where none is given.</param>
    /// <returns>Whether there was one, of that version.</returns>
    /// <exception cref="EventRefusedException"><see cref="RoomRecordOptions{T}.OnDeleting"/> refuses it (<c>E_FORBIDDEN</c>).</exception>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds; it may have been deleted nevertheless.</exception>
    public async Task<bool> DeleteAsync(string room, long? expectedVersion = null)
    {
        RoomName.Check(room);
        if (_options.OnDeleting is null)
        {
            return (await WriteAsync(new RecordWrite(RecordWriteKind.Delete, room) { ExpectedVersion = expectedVersion ?? 0 })).Status == RecordWriteStatus.Done;
        }

        // What is deleted is what was asked about.
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

    /// <summary>Lists records with the numbers of their members, as this server knows them. It asks nobody.</summary>
    /// <remarks>
    /// A page costs what it has, whatever number of records there is; with <see cref="RoomRecordQuery{T}.Where"/>, and in the order of members with a prefix, also what is passed over. In the
    /// order of members a room may come twice or not at all in pages where its number changes between them.
    /// </remarks>
    /// <param name="query">Which ones; all by their names where nothing is said.</param>
    /// <exception cref="ArgumentException">The limit is not positive, or <see cref="RoomRecordQuery{T}.After"/> is not of a page in this order.</exception>
    public RoomRecordPage<T> List(RoomRecordQuery<T>? query = null)
    {
        query ??= new RoomRecordQuery<T>();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(query.Limit);
        var after = (RecordKey?)null;
        if (query.After is { } cursor)
        {
            after = RecordKey.TryParse(cursor, query.Order, out var key) ? key : throw new ArgumentException($"\"{cursor}\" is not where a page of this order begins.", nameof(query));
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
            // Of another type: whoever wrote it knows another version of the application.
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
            RecordWriteStatus.TooLarge => throw RoomRefusal.TooLarge("the rooms take as much memory as they may"),
            _ => result,
        };
    }

    private RoomRecordResult<T> ToResult(RecordWriteResult result) =>
        new(result.Status == RecordWriteStatus.Done, (result.Change?.Record ?? result.Current) is { } record ? ToRecord(record) : null);

    private RoomRecord<T> ToRecord(RecordPicture picture) => new(picture, _json.ReadObject);

    // What the copy has of the same write is read already.
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
