using System.Text.Json;

namespace Sockeye.Records;

/// <summary>What clients may ask: <c>rooms:get</c>, <c>rooms:list</c>, <c>rooms:watch</c> and <c>rooms:unwatch</c>. Each has an acknowledgement.</summary>
internal sealed class RecordRequests
{
    // A client that may see few of many rooms gets a short page, and asks on.
    private const int LookAtMost = 1000;

    private readonly RecordBook _book;
    private readonly Func<RecordPicture, ReadOnlyMemory<byte>?> _view;
    private readonly RecordWatchers _watchers;
    private readonly bool _isFiltered;
    private readonly int _maxPage;
    private readonly Func<IncomingEvent, Task> _onGet;
    private readonly Func<IncomingEvent, Task> _onList;
    private readonly Func<IncomingEvent, Task> _onWatch;
    private readonly Func<IncomingEvent, Task> _onUnwatch;

    /// <param name="book">The records.</param>
    /// <param name="view">What clients read of the value of a record; nothing where it is not shown.</param>
    /// <param name="isFiltered">Whether there may be some that are not shown.</param>
    /// <param name="watchers">Those who are told of changes.</param>
    /// <param name="maxPage">How many records one gets at most.</param>
    public RecordRequests(RecordBook book, Func<RecordPicture, ReadOnlyMemory<byte>?> view, bool isFiltered, RecordWatchers watchers, int maxPage)
    {
        _book = book;
        _view = view;
        _isFiltered = isFiltered;
        _watchers = watchers;
        _maxPage = maxPage;
        _onGet = OnGetAsync; // one for all sockets
        _onList = OnListAsync;
        _onWatch = OnWatchAsync;
        _onUnwatch = OnUnwatchAsync;
    }

    public void Listen(Socket socket)
    {
        socket.On("rooms:get", _onGet);
        socket.On("rooms:list", _onList);
        socket.On("rooms:watch", _onWatch);
        socket.On("rooms:unwatch", _onUnwatch);
        socket.OnDisconnect(_ => _watchers.Remove(socket));
    }

    private async Task OnGetAsync(IncomingEvent request)
    {
        if (Argument(request).ValueKind != JsonValueKind.String)
        {
            throw RecordRefusal.Invalid("room: a text is expected");
        }

        var room = Text(Argument(request))!;
        if (_book.Namespace.RoomGate is { } gate && await gate.CheckAsync(request.Socket, room, RoomAccess.List) is { Allowed: false } verdict)
        {
            throw RecordRefusal.Forbidden(verdict.Reason);
        }

        if (_book.Find(room) is not { } picture || _view(picture) is not { } value)
        {
            throw RecordRefusal.NotFound();
        }

        await request.Acknowledgement.SendAsync(ClientRecord.ToArguments(_book.Namespace, ClientRecord.Write(picture, value)));
    }

    private async Task OnListAsync(IncomingEvent request)
    {
        var query = Argument(request);
        var order = Field(query, "order") switch
        {
            null or "name" => RoomRecordOrder.Name,
            "members" => RoomRecordOrder.Members,
            _ => throw RecordRefusal.Invalid("order: \"name\" or \"members\" is expected"),
        };
        RecordKey? after = null;
        if (Field(query, "after") is { } cursor)
        {
            after = RecordKey.TryParse(cursor, order, out var key) ? key : throw RecordRefusal.Invalid("after: what was given as next is expected");
        }

        var (records, next) = await ReadAsync(request.Socket, order, Field(query, "prefix") ?? string.Empty, after, Math.Min(Limit(query), _maxPage));
        await request.Acknowledgement.SendAsync(ClientRecord.ToArguments(_book.Namespace, records, _book.RoomCount, next));
    }

    private async ValueTask<(List<byte[]> Records, string? Next)> ReadAsync(Socket socket, RoomRecordOrder order, string prefix, RecordKey? after, int limit)
    {
        var records = new List<byte[]>(limit);
        var found = new List<(RecordKey Key, RecordPicture Picture)>();
        var hasMore = _book.Look(order, prefix, ref after, _isFiltered || _book.Namespace.RoomGate is not null ? LookAtMost : limit, found);
        var bytes = 0;
        for (var i = 0; i < found.Count; i++)
        {
            var (_, picture) = found[i];
            if (_view(picture) is { } value && await CanSeeAsync(socket, picture.Record.Room))
            {
                records.Add(ClientRecord.Write(picture, value));
                bytes += records[^1].Length;
            }

            if (i + 1 < found.Count && (records.Count == limit || bytes >= ClientRecord.MaxPacketBytes))
            {
                return (records, found[i].Key.ToCursor(order));
            }
        }

        return (records, hasMore ? after?.ToCursor(order) : null);
    }

    private async ValueTask<bool> CanSeeAsync(Socket socket, string room) =>
        _book.Namespace.RoomGate is not { } gate || (await gate.CheckAsync(socket, room, RoomAccess.List)).Allowed;

    private async Task OnWatchAsync(IncomingEvent request)
    {
        var prefix = Field(Argument(request), "prefix") ?? string.Empty;
        _watchers.Add(request.Socket, prefix);
        await request.Acknowledgement.SendAsync(true);
    }

    private async Task OnUnwatchAsync(IncomingEvent request)
    {
        _watchers.Remove(request.Socket);
        await request.Acknowledgement.SendAsync(true);
    }

    private static JsonElement Argument(IncomingEvent request)
    {
        try
        {
            return request.Arguments.Get<JsonElement>(0);
        }
        catch (JsonException)
        {
            throw RecordRefusal.Invalid("the arguments cannot be read");
        }
    }

    private static string? Field(JsonElement query, string name)
    {
        if (query.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (query.ValueKind != JsonValueKind.Object)
        {
            throw RecordRefusal.Invalid("an object is expected");
        }

        if (!query.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? Text(value) : throw RecordRefusal.Invalid($"{name}: a text is expected");
    }

    private int Limit(JsonElement query)
    {
        if (query.ValueKind != JsonValueKind.Object || !query.TryGetProperty("limit", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return _maxPage;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var limit) && limit > 0
            ? limit
            : throw RecordRefusal.Invalid("limit: a positive number is expected");
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, of which no .NET string can be made.
            throw RecordRefusal.Invalid("the arguments cannot be read");
        }
    }
}
