using Sockeye.Requests;
using Sockeye.RoomStores;

namespace Sockeye.Records;

/// <summary>
/// Handles the requests of clients about records: <c>rooms:get</c>, <c>rooms:list</c>, <c>rooms:watch</c> and <c>rooms:unwatch</c>.
/// </summary>
internal sealed class RecordRequests
{
    private readonly RecordBook _book;
    private readonly RecordRights _rights;
    private readonly Func<RecordPicture, ReadOnlyMemory<byte>?> _view;
    private readonly RecordWatchers _watchers;
    private readonly RecordPages _pages;
    private readonly RoomRequests _requests;

    /// <param name="book">The records.</param>
    /// <param name="rights">Checks which records a client may see.</param>
    /// <param name="view">Returns what clients read of the value of a record; <see langword="null"/> if the record is not shown.</param>
    /// <param name="watchers">The clients that watch changes.</param>
    /// <param name="pages">Reads pages of records.</param>
    public RecordRequests(RecordBook book, RecordRights rights, Func<RecordPicture, ReadOnlyMemory<byte>?> view, RecordWatchers watchers, RecordPages pages)
    {
        _book = book;
        _rights = rights;
        _view = view;
        _watchers = watchers;
        _pages = pages;
        _requests = new RoomRequests(book.Namespace)
            .Answer("rooms:get", GetAsync)
            .Answer("rooms:list", ListAsync)
            .Obey("rooms:watch", WatchAsync)
            .Obey("rooms:unwatch", UnwatchAsync);
    }

    public void Listen(Socket socket)
    {
        _requests.Listen(socket);
        socket.OnDisconnect(_ => _watchers.Remove(socket));
    }

    private async ValueTask GetAsync(RoomRequest request)
    {
        var room = request.Room;
        var (verdict, found) = await _rights.AskOfNewestAsync(request.Socket, room);
        RoomRefusal.ThrowIfRefused(verdict);
        if (found is not { } picture || _view(picture) is not { } value)
        {
            throw RoomRefusal.NotFound();
        }

        await request.Acknowledgement.SendAsync(ClientRecord.ToArguments(_book.Namespace, ClientRecord.Write(picture, value)));
    }

    private async ValueTask ListAsync(RoomRequest request)
    {
        var query = request.QueryAt(0);
        var order = query.TextOf("order") switch
        {
            null or "name" => RoomRecordOrder.Name,
            "members" => RoomRecordOrder.Members,
            _ => throw RoomRefusal.Invalid("order: \"name\" or \"members\" is expected"),
        };
        RecordKey? after = null;
        if (query.TextOf("after") is { } cursor)
        {
            after = _pages.TryParse(cursor, order, out var key) ? key : throw RoomRefusal.Invalid("after: the value of next is expected");
        }

        var page = await _pages.ReadAsync(request.Socket, order, Prefix(query), after, query.CountOf("limit"));
        await request.Acknowledgement.SendAsync(page);
    }

    private ValueTask WatchAsync(RoomRequest request)
    {
        _watchers.Add(request.Socket, Prefix(request.QueryAt(0)));
        return request.Acknowledgement.SendAsync(true);
    }

    private ValueTask UnwatchAsync(RoomRequest request)
    {
        _watchers.Remove(request.Socket);
        return request.Acknowledgement.SendAsync(true);
    }

    private static string Prefix(RequestQuery query) => query.TextOf("prefix", RecordName.MaxLength) ?? string.Empty;
}
