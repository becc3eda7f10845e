using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sockeye.Redis.Tests.Hosting;

/// <summary>What the health check says.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task WithoutRedis_TheApplicationIsDegraded_NotUnhealthy()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedis("127.0.0.1:1,connectTimeout=50");
        services.AddSocketIO("named").AddRedisSharded("127.0.0.1:1,connectTimeout=50");
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Equal(["sockeye-redis", "sockeye-redis-named"], report.Entries.Keys.Order());
    }

    [Fact]
    public async Task WithoutRedis_AnEmitFails_AndTheServerCloses()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedisStreams("127.0.0.1:1,connectTimeout=50");
        await using var provider = services.BuildServiceProvider();
        var io = provider.GetRequiredService<SocketIOServer>();

        await Assert.ThrowsAsync<ClusterPublishException>(async () => await io.Published.EmitAsync("e"));

        Assert.Equal([ClusterAdapter.UnknownServer], (await io.FetchSocketsAsync()).Missing);
        await io.CloseAsync();
    }
}
