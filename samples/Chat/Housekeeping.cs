using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>Frees names and rooms that nobody has used for long.</summary>
internal sealed class Housekeeping(SocketIOServer io, MemberRegistry members, RoomRegistry rooms, OtherServers others, RoomNews news, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            members.RemoveExpired();
            foreach (var room in rooms.RemoveAbandoned(io.Of(ChatNamespace.Name).Adapter.Rooms, others.Members))
            {
                news.TellHere(room.Name);
            }
        }
    }
}
