using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Presences;

/// <summary>Many rooms whose changes wait for the end of a window.</summary>
public sealed class PresenceWindowTests
{
    private const int RoomCount = 200;

    [Fact]
    public async Task Rooms_ThatBecomeDueWhileOthersAreLookedAt_AreToldToo()
    {
        var time = new CreepingTime();
        await using var server = await PresenceServer.StartAsync(time: time);
        var states = new ConcurrentDictionary<string, string>();
        server.Presence.OnChanged(change =>
        {
            states[change.Room] = change.Member.GetState<string>()!;
        });
        var ann = server.SocketOf(await server.ConnectAsync("ann"));

        // The first change of each is told at once, the second waits.
        for (var i = 0; i < RoomCount; i++)
        {
            await ann.JoinAsync($"room {i}");
            Assert.True(server.Presence.SetState($"room {i}", "ann", "away"));
            time.Advance(TimeSpan.FromMilliseconds(0.5));
        }

        time.Creeps = true;

        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(RoomCount, states.Count(static state => state.Value == "away"));
    }

    /// <summary>A clock that goes on while it is looked at.</summary>
    private sealed class CreepingTime : FakeTimeProvider
    {
        private long _looks;

        public bool Creeps { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + ((Creeps ? Interlocked.Increment(ref _looks) : Interlocked.Read(ref _looks)) * (TimestampFrequency / 10_000));
    }
}
