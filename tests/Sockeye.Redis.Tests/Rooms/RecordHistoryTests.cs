namespace Sockeye.Redis.Tests.Rooms;

/// <summary>With the record of a room its messages go out of Redis, and not those of the room that follows it.</summary>
public sealed class RecordHistoryTests
{
    [Fact]
    public async Task DeleteAsync_WhileAnotherServerMakesTheRoomAnew_LeavesItsMessages()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        var (here, there) = (one.Server.IO.MainNamespace.UseHistory(), other.Server.IO.MainNamespace.UseHistory());

        for (var i = 0; i < 50; i++)
        {
            var room = $"room {i}";
            await one.Records.CreateAsync(room, "old");
            await here.AppendAsync(room, "old");
            await there.AppendAsync(room, "old");
            var deletion = one.Records.DeleteAsync(room);
            while (!(await other.Records.CreateAsync(room, "new")).IsDone)
            {
                await Task.Yield();
            }

            await there.AppendAsync(room, "new");
            Assert.True(await deletion);

            Assert.Equal(["new"], (await here.ReadAsync(room)).Messages.Select(static message => message.EventName));
        }
    }
}
