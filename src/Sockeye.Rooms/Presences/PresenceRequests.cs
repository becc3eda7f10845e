using System.Text.Json;
using Sockeye.Requests;
using Sockeye.Sockets;

namespace Sockeye.Presences;

/// <summary>
/// Handles the requests of clients about presence: <c>presence:update</c>, <c>presence:update-connection</c>, <c>presence:list</c> and
/// <c>presence:count</c>.
/// </summary>
internal sealed class PresenceRequests
{
    private readonly Presence _presence;
    private readonly PresenceOptions _options;
    private readonly RoomRequests _requests;

    public PresenceRequests(Presence presence, Namespace ns, PresenceOptions options)
    {
        _presence = presence;
        _options = options;
        _requests = new RoomRequests(ns)
            .Obey("presence:update", request => UpdateAsync(request, isOfConnection: false))
            .Obey("presence:update-connection", request => UpdateAsync(request, isOfConnection: true))
            .Answer("presence:list", ListAsync)
            .Answer("presence:count", CountAsync);
    }

    public void Listen(Socket socket) => _requests.Listen(socket);

    private async ValueTask UpdateAsync(RoomRequest request, bool isOfConnection)
    {
        if (isOfConnection && !_options.Connections)
        {
            throw RoomRefusal.Invalid("connections have no states here");
        }

        var (room, state) = (request.Room, request.ArgumentAt(1));
        if (state.ValueKind == JsonValueKind.Undefined)
        {
            throw RoomRefusal.Invalid("state: a value is expected");
        }

        var json = _presence.Accept(PayloadJson.ToBytes(state), isOfConnection);

        // A state is sent to everyone in the room, like a message.
        var id = RequireMember(request.Socket, room);
        await request.RequireAsync(room, RoomAccess.Send);
        if (_options.OnUpdating is { } ask)
        {
            await Veto.AskAsync(request.Socket.Namespace, "presence updating", ask, new PresenceUpdate(request.Socket, room, id, JsonElement.Parse(json), isOfConnection));
        }

        // The member may have left while the application was asked.
        var isSet = isOfConnection
            ? _presence.SetConnectionState(request.Socket, room, json)
            : _presence.SetState(room, RequireMember(request.Socket, room), json);
        if (!isSet)
        {
            throw RoomRefusal.NotInRoom();
        }

        await request.Acknowledgement.SendAsync(PresenceJson.Object(writer => writer.WriteString("room", room)));
    }

    private async ValueTask ListAsync(RoomRequest request)
    {
        var (room, query) = (request.Room, request.QueryAt(1));
        var (after, limit) = (query.TextOf("after"), Math.Min(query.CountOf("limit") ?? _options.MaxPage, _options.MaxPage));
        await request.RequireAsync(room, RoomAccess.Presence);
        Answer(request, () =>
        {
            var (members, count, next) = _presence.PageOfTold(room, after, limit);
            return PresenceJson.Page(room, members, count, next);
        });
    }

    private async ValueTask CountAsync(RoomRequest request)
    {
        var room = request.Room;
        await request.RequireAsync(room, RoomAccess.Presence);
        Answer(request, () => PresenceJson.Object(writer =>
        {
            writer.WriteString("room", room);
            writer.WriteNumber("count", _presence.CountTold(room));
        }));
    }

    private void Answer(RoomRequest request, Func<JsonElement> answer)
    {
        var acknowledgement = request.Acknowledgement;
        _presence.Answer(() => acknowledgement.SendAsync(answer()).AsTask());
    }

    private string RequireMember(Socket socket, string room) => _presence.IdOf(socket, room) ?? throw RoomRefusal.NotInRoom();
}
