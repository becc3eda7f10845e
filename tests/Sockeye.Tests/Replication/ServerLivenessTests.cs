using Sockeye.Replication;

namespace Sockeye.Tests.Replication;

/// <summary>Who is taken for lost, and who is not.</summary>
public sealed class ServerLivenessTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = Beat / 8;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Servers_ThatLive_AreNotLostHoweverLongThisOneIsDeaf(int seed)
    {
        var random = new Random(seed);
        var liveness = new ServerLiveness(Beat);
        long own = 0;
        var other = 0L;
        TimeSpan ownDue = default, otherDue = random.NextDouble() * Beat, deafUntil = default;
        for (var now = TimeSpan.Zero; now < Beat * 200; now += Step)
        {
            if (now >= deafUntil && random.Next(20) == 0)
            {
                deafUntil = now + random.NextDouble() * 6 * Beat;
            }

            var isDeaf = now < deafUntil;
            Assert.Empty(liveness.TakeLost(now));
            var asks = liveness.HasDoubts(now);
            if (asks || now >= ownDue)
            {
                own = liveness.NextBeat();
                ownDue = now + Beat;
                if (!isDeaf)
                {
                    liveness.HearSelf(own, now);
                }
            }

            // It hears what this server asks.
            if (now >= otherDue || asks)
            {
                otherDue = now + Beat;
                other++;
                if (!isDeaf && (asks || random.Next(10) != 0))
                {
                    liveness.See("other", now, out _);
                    liveness.HearBeat("other", other);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Server_ThatIsKilled_IsLostWithinTwoHeartbeats(int seed)
    {
        var random = new Random(seed);
        var liveness = new ServerLiveness(Beat);
        TimeSpan ownDue = default, otherDue = random.NextDouble() * Beat;
        var killed = Beat * (5 + random.NextDouble());
        for (var now = TimeSpan.Zero; now < killed + Beat * 2; now += Step)
        {
            if (liveness.TakeLost(now) is [_, ..])
            {
                Assert.True(now > killed);
                return;
            }

            if (liveness.HasDoubts(now) || now >= ownDue)
            {
                ownDue = now + Beat;
                liveness.HearSelf(liveness.NextBeat(), now);
            }

            if (now >= otherDue && now < killed)
            {
                otherDue = now + Beat;
                liveness.See("other", now, out _);
            }
        }

        Assert.Fail("It is there still.");
    }

    [Fact]
    public void Beats_ThatComeLateOrTwice_AreKnown()
    {
        var liveness = new ServerLiveness(Beat);
        Assert.False(liveness.HearBeat("other", 1));
        Assert.True(liveness.See("other", default, out var isNew) && isNew);
        Assert.True(liveness.HearBeat("other", 2));
        Assert.False(liveness.HearBeat("other", 2));
        Assert.False(liveness.HearBeat("other", 1));
        Assert.True(liveness.HearBeat("other", 3));
    }

    [Fact]
    public void KnowsOthers_IsSaidWhenAllHaveToldWhatTheyTakePartIn()
    {
        var liveness = new ServerLiveness(Beat);
        TimeSpan now = default;
        for (; now <= Beat * 3; now += Beat)
        {
            liveness.HearSelf(liveness.NextBeat(), now);
        }

        now -= Beat;
        Assert.True(liveness.KnowsOthers(now));
        liveness.See("other", now, out _);
        Assert.False(liveness.KnowsOthers(now));
        liveness.HearBeat("other", 1);
        Assert.True(liveness.KnowsOthers(now));
        Assert.False(liveness.KnowsOthers(now + Beat * 2));
    }
}
