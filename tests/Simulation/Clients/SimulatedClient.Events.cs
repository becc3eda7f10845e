using System.Text.Json;

namespace Sockeye.Simulation;

/// <content>What it is sent.</content>
internal sealed partial class SimulatedClient
{
    private void OnEvent(JsonElement packet)
    {
        OnEvent(packet[0].GetString()!, packet);
        _session.OnEvent(packet, _world.Now);
    }

    private void OnEvent(string name, JsonElement packet)
    {
        if (name.StartsWith("presence:", StringComparison.Ordinal))
        {
            var room = packet[1].GetProperty("room").GetString()!;
            Expect(_rooms.TryGetValue(room, out var known), "seen", $"{User} gets {packet} and is not in the room");
            See(room, packet, RoomAccess.Presence);
            known!.Presence.OnEvent(name, packet[1]);
            if (name == "presence:left")
            {
                LeaveChecks.CheckLeft(_world, _cluster, room, packet[1]);
            }
        }
        else if (name.StartsWith("rooms:", StringComparison.Ordinal))
        {
            Expect(Records is not null, "seen", $"{packet}, and it does not watch");
            foreach (var room in packet[1].GetProperty("rooms").EnumerateArray())
            {
                // Of what it has known it is told the end, whenever that comes.
                var known = room.GetProperty("room").GetString()!;
                Expect(MayKnow(known), "seen", $"{User} may not know of {known}, and gets {packet}");
                if (name is "rooms:created" or "rooms:changed")
                {
                    See(known, packet, RoomAccess.List);
                }
            }

            Records!.OnEvent(name, packet[1]);
        }
        else if (name == "room:withdrawn")
        {
            _rooms.Remove(packet[1].GetProperty("room").GetString()!);
        }
        else if (name == "history")
        {
            var room = packet[1].GetProperty("room").GetString()!;
            Expect(_rooms.TryGetValue(room, out var known), "seen", $"{User} gets {packet} and is not in the room");
            See(room, packet, RoomAccess.History);
            known!.History.OnPage(packet[1]);
        }
        else if (name == "message")
        {
            OnMessage(packet);
        }
    }

    private void OnMessage(JsonElement packet)
    {
        var text = packet[1].GetString()!;
        var saying = _cluster.Ledger.Sayings.First(saying => saying.Text == text);
        Expect(saying.Who != this, "impossible-history", $"{text} comes back to who has said it");
        Expect(_rooms.TryGetValue(saying.Room, out var known), "seen", $"{User} gets {packet} of {saying.Room} and is not in it");
        See(saying.Room, packet, RoomAccess.Join);
        var last = packet[packet.GetArrayLength() - 1].GetString()!;
        known!.History.OnMessage(packet, _scenario.Recovery == RecoveryKind.Memory || EventLog.IsPosition(last), mayRepeat: _scenario.Recovery == RecoveryKind.Log);
    }

    private static bool IsError(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out _);

    // It gets something of a room: not of one that it was not allowed for so long that everybody knows.
    private void See(string room, JsonElement what, RoomAccess access) =>
        Expect(_cluster.Grants.Allowed(User, room, Knowing) && !_cluster.Grants.Denies(User, room, access), "seen", $"{User} gets {what} and may not see {room}");

    // What it was sent and has missed it gets when it is back.
    private TimeSpan Knowing => _world.Now - _recoveredAt > LongestReplay.Ticks ? LongestKnowing : LongestKnowing + LongestSilence + RecoveryChecks.Lifetime;

    private bool MayKnow(string room) => _cluster.Grants.WasEverAllowed(User, room) && !_cluster.Grants.Denies(User, room, RoomAccess.List);

    private void OnList(JsonElement answer)
    {
        var text = answer.GetRawText();
        for (var i = 0; i < _scenario.Rooms; i++)
        {
            var room = _scenario.Room(i);
            Expect(MayKnow(room) || !text.Contains(room, StringComparison.Ordinal), "seen", $"{User} may not know of {room}, and gets {answer}");
        }

        Expect(
            !answer.TryGetProperty("count", out var count) || count.GetInt32() <= Enumerable.Range(0, _scenario.Rooms).Count(room => MayKnow(_scenario.Room(room))),
            "seen",
            $"{User} may not know of so many rooms: {answer}");
        Records!.OnEvent("rooms:list", answer);
        Records.IsComplete = true;
    }
}
