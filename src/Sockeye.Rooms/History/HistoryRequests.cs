using Sockeye.Requests;

namespace Sockeye.History;

/// <summary>
/// Answers <c>history:read</c>, with which clients ask for messages of a room: <c>{ last? | since? | before?, limit? }</c>.
/// </summary>
internal sealed class HistoryRequests
{
    private readonly RoomHistory _history;
    private readonly RoomRequests _requests;

    public HistoryRequests(RoomHistory history)
    {
        _history = history;
        _requests = new RoomRequests(history.Namespace).Answer("history:read", ReadAsync);
    }

    public void Listen(Socket socket) => _requests.Listen(socket);

    private async ValueTask ReadAsync(RoomRequest request)
    {
        var (room, query) = (request.Room, request.QueryAt(1));
        var (last, since, before, limit) = (query.CountOf("last"), Offset(query, "since"), Offset(query, "before"), query.CountOf("limit"));
        if ((last is null ? 0 : 1) + (since is null ? 0 : 1) + (before is null ? 0 : 1) > 1)
        {
            throw RoomRefusal.Invalid("only one of last, since and before may be given");
        }

        var revision = await request.RequireAsync(room, RoomAccess.History);
        var page = await _history.ReadAsync(room, last, since, before, limit);
        await request.ConfirmAsync(room, RoomAccess.History, revision);
        await request.Acknowledgement.SendAsync(HistoryJson.Write(_history.Namespace, page, withTruncated: true));
    }

    private string? Offset(RequestQuery query, string name) =>
        query.TextOf(name) is not { } offset ? null : _history.IsOffset(offset) ? offset : throw RoomRefusal.Invalid($"{name}: an offset is expected");
}
