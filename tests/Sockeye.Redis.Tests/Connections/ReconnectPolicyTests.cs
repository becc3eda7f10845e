using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Tests.Connections;

/// <summary>StackExchange.Redis asks once a second whether to give up an attempt to connect.</summary>
public sealed class ReconnectPolicyTests
{
    private const int Second = 1000;

    [Fact]
    public void Attempts_ThatTakeLongerThanASecond_AreNotAllGivenUp()
    {
        var policy = new ReconnectPolicy(connectTimeout: 5 * Second);

        Assert.Contains(Enumerable.Range(0, 4), attempt => !policy.ShouldRetry(attempt, Second));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2 * Second)]
    [InlineData(60 * Second)]
    public void Attempts_FollowEachOtherWithinTwoSeconds(int connectTimeout)
    {
        var policy = new ReconnectPolicy(connectTimeout);

        Assert.All(Enumerable.Range(0, 4), attempt => Assert.True(policy.ShouldRetry(attempt, 2 * Second)));
    }
}
