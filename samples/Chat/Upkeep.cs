using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>Sees to it that the rooms of the configuration are there, and tells the pages when the other servers cannot be reached.</summary>
internal sealed class Upkeep(ChatNamespace chat, IOptions<ChatOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ChatRoom[] _rooms =
        [.. options.Value.Rooms.Select(name => new ChatRoom(UserText.Name(name, "a room of Chat:Rooms", options.Value.MaxRoomNameLength)))];

    public bool AreServersReached { get; private set; } = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            var reached = await TryAsync();
            if (AreServersReached != reached)
            {
                AreServersReached = reached;
                chat.Namespace.Local.Emit("servers", new { reached });
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            // Written is only what is missing: at the start, or since Redis has lost it. To see whether the others are reached, a look is enough.
            foreach (var room in _rooms.Where(room => chat.Records.Find(ChatRoom.KeyOf(room.Name)) is null))
            {
                await chat.Records.CreateAsync(ChatRoom.KeyOf(room.Name), room);
            }

            await chat.Records.GetAsync(ChatRoom.Prefix);
            return true;
        }
        catch (ClusterPublishException)
        {
            return false;
        }
    }
}
