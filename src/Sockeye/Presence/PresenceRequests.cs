using System.Text.Json;
using Sockeye.Sockets;

namespace Sockeye.Presences;

/// <summary>What clients may ask and set. Each has an acknowledgement.</summary>
internal sealed class PresenceRequests(Presence presence, Namespace ns, PresenceOptions options)
{
    public void Listen(Socket socket)
    {
        socket.On("presence:update", (string room, JsonElement state, Acknowledgement ack) => Update(socket, room, state, ack));
        socket.On("presence:list", (string room, JsonElement query, Acknowledgement ack) => ListAsync(socket, room, query, ack));
        socket.On("presence:count", (string room, Acknowledgement ack) => CountAsync(socket, room, ack));
    }

    private ValueTask Update(Socket socket, string room, JsonElement state, Acknowledgement ack)
    {
        Check(room);
        if (state.ValueKind == JsonValueKind.Undefined)
        {
            throw Refusal("There is no state.", "E_INVALID");
        }

        var json = PayloadJson.ToBytes(state);
        if (!PresenceJson.IsAllowed(json, options.MaxStateBytes))
        {
            throw Refusal($"A state has at most {options.MaxStateBytes} bytes and 32 levels, and nothing binary in it.", "E_TOO_LARGE");
        }

        if (presence.IdOf(socket, room) is not { } id || !presence.SetState(room, id, json))
        {
            throw Refusal("You are not in this room.", "E_NOT_IN_ROOM");
        }

        return ack.SendAsync(PresenceJson.Object(writer => writer.WriteString("room", room)));
    }

    private async Task ListAsync(Socket socket, string room, JsonElement query, Acknowledgement ack)
    {
        // Two arguments are enough: what stands in the place of the query may be left out.
        await CheckSeeAsync(socket, room);
        var (after, limit) = Read(query);
        var (members, count, next) = presence.Page(room, after, Math.Min(limit ?? options.MaxPage, options.MaxPage));
        await ack.SendAsync(PresenceJson.Page(room, members, count, next));
    }

    private async Task CountAsync(Socket socket, string room, Acknowledgement ack)
    {
        await CheckSeeAsync(socket, room);
        var count = presence.Count(room);
        await ack.SendAsync(PresenceJson.Object(writer =>
        {
            writer.WriteString("room", room);
            writer.WriteNumber("count", count);
        }));
    }

    private async ValueTask CheckSeeAsync(Socket socket, string room)
    {
        Check(room);
        if (ns.RoomGate is { } gate)
        {
            var verdict = await gate.CheckAsync(socket, room, RoomAccess.Presence);
            if (!verdict.Allowed)
            {
                throw Refusal(verdict.Reason ?? "Forbidden", "E_FORBIDDEN");
            }
        }
        else if (!socket.IsIn(room))
        {
            throw Refusal("You are not in this room.", "E_NOT_IN_ROOM");
        }
    }

    private static (string? After, int? Limit) Read(JsonElement query)
    {
        if (query.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return default;
        }

        if (query.ValueKind != JsonValueKind.Object
            || (query.TryGetProperty("after", out var after) && after.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)))
        {
            throw Refusal("A page is asked for with { after, limit }.", "E_INVALID");
        }

        int? limit = null;
        if (query.TryGetProperty("limit", out var asked))
        {
            limit = asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out var number) && number > 0
                ? number
                : throw Refusal("A limit is a number above zero.", "E_INVALID");
        }

        return (after.ValueKind == JsonValueKind.String ? after.GetString() : null, limit);
    }

    private static void Check(string? room)
    {
        if (room is null)
        {
            throw Refusal("There is no room.", "E_INVALID");
        }
    }

    private static EventRefusedException Refusal(string message, string code) => new(message, new Dictionary<string, string> { ["code"] = code });
}
