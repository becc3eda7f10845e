using System.Globalization;
using System.Text.Json;

namespace Sockeye.Simulation;

/// <content>What it does.</content>
internal sealed partial class SimulatedClient
{
    private void Start(Step step, string room)
    {
        switch (step.Kind)
        {
            case StepKind.Join when !_rooms.ContainsKey(room):
                _rooms[room] = new RoomOfClient();
                Join(room);
                break;
            case StepKind.Leave when _rooms.TryGetValue(room, out var known):
                known.Phase = RoomPhase.Leaving;
                LeaveRoom(room);
                break;
            case StepKind.SetState when _scenario.Has(Features.Presence) && _rooms.ContainsKey(room):
                Ask(room, $$"""["presence:update","{{room}}",{"by":"{{Node.Name}}","n":{{++_stateCount}}}]""", answer =>
                    Expect(IsError(answer) || !_cluster.Grants.Denies(User, room, RoomAccess.Send), "sent", $"{User} may not send to {room}, and sets its state"));
                break;
            case StepKind.ListMembers when _scenario.Has(Features.Presence):
                Ask(room, $"""["presence:list","{room}"]""", answer =>
                {
                    if (!IsError(answer))
                    {
                        See(room, answer, RoomAccess.Presence);
                    }
                });
                break;
            case StepKind.Say:
                Say(room);
                break;
            case StepKind.ReadHistory when _scenario.Has(Features.History) && _rooms.TryGetValue(room, out var read):
                Ask(room, $$"""["history:read","{{room}}",{"last":200}]""", answer =>
                {
                    if (!IsError(answer) && _rooms.GetValueOrDefault(room) == read)
                    {
                        See(room, answer, RoomAccess.History);
                        read.History.OnPage(answer);
                    }
                });
                break;
            case StepKind.CreateRecord when _scenario.Has(Features.Records):
                Ask(room, $"""["create","{room}","{NewText()}",{(step.What % 3 > 0 ? "true" : "false")},{(step.What % 7 == 0 ? 3 : 0)}]""", _ => { });
                break;
            case StepKind.SetRecord when _scenario.Has(Features.Records):
                Ask(room, $"""["set","{room}","{NewText()}"]""", _ => { });
                break;
            case StepKind.DeleteRecord when _scenario.Has(Features.Records):
                _cluster.Ledger.Deletions[room] = _world.Now;
                Ask(room, $"""["delete","{room}"]""", _ => { });
                break;
            case StepKind.WatchRecords when _scenario.Has(Features.Records) && Records is null:
                WatchRecords();
                break;
            case StepKind.Close:
                Close();
                break;
            case StepKind.Vanish:
                Vanish();
                break;
        }
    }

    private void Join(string room)
    {
        _cluster.Ledger.Joins[(User, room)] = _world.Now;
        Ask(room, $"""["join","{room}"]""", answer =>
        {
            Expect(answer.ValueKind == JsonValueKind.True || (IsError(answer) && _scenario.Has(Features.Permissions)), "refused", $"joining {room}: {answer}");
            if (IsError(answer))
            {
                _rooms.Remove(room);
            }
            else if (_rooms.TryGetValue(room, out var joined))
            {
                // It may have been taken out of it already.
                joined.Phase = RoomPhase.Joined;
                joined.PresentSince = joined.History.Since = _world.Now;
            }
        });
    }

    private void LeaveRoom(string room) => Ask(room, $"""["leave","{room}"]""", answer =>
    {
        Expect(answer.ValueKind == JsonValueKind.True, "refused", $"leaving {room}: {answer}");
        _rooms.Remove(room);
        LeaveChecks.Watch(_world, _cluster, User, room);
    });

    private void WatchRecords()
    {
        Records = new RecordView();
        Ask("", """["rooms:watch",{"prefix":""}]""", _ => Ask("", """["rooms:list",{}]""", OnList));
    }

    // The client's end is gone at once; the server's is not.
    private void Vanish()
    {
        if (_connection is { } connection)
        {
            connection.Cut();
            Lose("vanished");
        }
    }

    private void Return(Step step)
    {
        var index = step.What % 4 > 0 && Home is not null ? Home.Index : step.What % _scenario.Servers;
        if (_connection is null && _cluster.Servers[index] is { IsRunning: true } server)
        {
            Connect(server);
        }
    }

    private string NewText() => string.Create(CultureInfo.InvariantCulture, $"{Node.Name}.{_textCount++}");

    private void Say(string room)
    {
        var saying = new Saying(this, room, NewText(), _world.Now, _connection!.Server);
        _cluster.Ledger.Sayings.Add(saying);
        Ask(room, $"""["say","{room}","{saying.Text}"]""", answer =>
        {
            saying.IsKept = answer.ValueKind == JsonValueKind.True;
            Expect(!saying.IsKept || !_cluster.Grants.Denies(User, room, RoomAccess.Send), "sent", $"{User} may not send to {room}, and says {saying.Text}");
        });
    }
}
