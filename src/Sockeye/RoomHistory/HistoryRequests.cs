using System.Text.Json;

namespace Sockeye.History;

/// <summary>Answers clients that ask for messages: <c>history:read</c> with a room and <c>{ last? | since? | before?, limit? }</c>.</summary>
internal sealed class HistoryRequests
{
    private const string EventName = "history:read";

    private readonly RoomHistory _history;
    private readonly Func<IncomingEvent, Task> _onRead;

    public HistoryRequests(RoomHistory history)
    {
        _history = history;
        _onRead = OnReadAsync; // one for all sockets
    }

    public void Listen(Socket socket) => socket.On(EventName, _onRead);

    private async Task OnReadAsync(IncomingEvent request)
    {
        if (!request.Acknowledgement.IsRequested)
        {
            return;
        }

        var (room, range) = Parse(request.Arguments);
        await CheckAsync(request.Socket, room);
        RoomMessagePage page;
        try
        {
            page = await _history.ReadAsync(room, range.Last, range.Since, range.Before, range.Limit);
        }
        catch (ClusterPublishException)
        {
            throw HistoryRefusal.Unavailable();
        }

        await request.Acknowledgement.SendAsync(HistoryJson.Write(_history.Namespace, page, withTruncated: true));
    }

    private async ValueTask CheckAsync(Socket socket, string room)
    {
        if (_history.Namespace.RoomGate is { } gate)
        {
            if (await gate.CheckAsync(socket, room, RoomAccess.History) is { Allowed: false } verdict)
            {
                throw HistoryRefusal.Forbidden(verdict.Reason);
            }
        }
        else if (!socket.IsIn(room))
        {
            throw HistoryRefusal.NotInRoom();
        }
    }

    private (string Room, (int? Last, string? Since, string? Before, int? Limit) Range) Parse(EventArguments arguments)
    {
        try
        {
            var room = arguments.Get<JsonElement>(0);
            if (room.ValueKind != JsonValueKind.String)
            {
                throw HistoryRefusal.Invalid("room: a text is expected");
            }

            return (room.GetString()!, ParseRange(arguments.Get<JsonElement>(1)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair, of which no .NET string can be made.
            throw HistoryRefusal.Invalid("the arguments cannot be read");
        }
    }

    private (int? Last, string? Since, string? Before, int? Limit) ParseRange(JsonElement range)
    {
        if (range.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return default;
        }

        if (range.ValueKind != JsonValueKind.Object)
        {
            throw HistoryRefusal.Invalid("an object is expected behind the room");
        }

        var last = Count(range, "last");
        var since = Offset(range, "since");
        var before = Offset(range, "before");
        return (last is null ? 0 : 1) + (since is null ? 0 : 1) + (before is null ? 0 : 1) > 1
            ? throw HistoryRefusal.Invalid("only one of last, since and before may be given")
            : (last, since, before, Count(range, "limit"));
    }

    private static int? Count(JsonElement range, string name)
    {
        if (!range.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0
            ? count
            : throw HistoryRefusal.Invalid($"{name}: a positive number is expected");
    }

    private string? Offset(JsonElement range, string name)
    {
        if (!range.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { } offset && _history.IsOffset(offset)
            ? offset
            : throw HistoryRefusal.Invalid($"{name}: an offset is expected");
    }
}
