using Microsoft.Extensions.Time.Testing;
using Sockeye.Diagnostics;

namespace Sockeye.Engine.Tests.Diagnostics;

public sealed class LogSamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void ShouldWrite_ManyOfAKind_WritesTheFirstOfEachMinuteAndCountsTheOthers()
    {
        var sampler = new LogSampler(_time);

        Assert.True(sampler.ShouldWrite("a", out int skipped));
        Assert.Equal(0, skipped);
        Assert.False(sampler.ShouldWrite("a", out _));
        Assert.False(sampler.ShouldWrite("a", out _));
        Assert.True(sampler.ShouldWrite("b", out _));
        _time.Advance(LogSampler.Interval);

        Assert.True(sampler.ShouldWrite("a", out skipped));
        Assert.Equal(2, skipped);
        Assert.False(sampler.ShouldWrite("a", out _));
        _time.Advance(LogSampler.Interval);
        Assert.True(sampler.ShouldWrite("a", out skipped));
        Assert.Equal(1, skipped);
    }

    [Fact]
    public void ShouldWrite_KindsWithLongNames_AreNotKept()
    {
        var sampler = new LogSampler(_time);

        Assert.True(sampler.ShouldWrite("a" + new string('x', 1_000_000), out _));
        Assert.False(sampler.ShouldWrite("b" + new string('x', 1_000_000), out _));
    }

    [Fact]
    public void ShouldWrite_KindsWithoutEnd_AreOneBeyondTheBound()
    {
        var sampler = new LogSampler(_time);

        int written = Enumerable.Range(0, 10_000).Count(kind => sampler.ShouldWrite($"kind {kind}", out _));

        Assert.InRange(written, 256, 257);
        Assert.False(sampler.ShouldWrite("kind 0", out _));
        Assert.False(sampler.ShouldWrite("another", out _));
    }
}
