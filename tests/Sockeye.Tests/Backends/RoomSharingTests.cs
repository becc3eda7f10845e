using Microsoft.Extensions.DependencyInjection;
using Sockeye.Tests.Records;

namespace Sockeye.Tests.Backends;

public sealed class RoomSharingTests
{
    private static readonly Dictionary<string, Action<Namespace>> Features = new()
    {
        ["UseRecords"] = static ns => ns.UseRecords<string>(),
        ["UsePresence"] = static ns => ns.UsePresence(),
        ["UseHistory"] = static ns => ns.UseHistory(),
        ["UsePermissions"] = static ns => ns.UsePermissions(static rules => rules.For("*").Allow()),
    };

    public static TheoryData<string> Names => [.. Features.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ARoomFeature_ClusterAdapterAndMemory_IsAnErrorAtTheStart(string feature)
    {
        var cluster = new LoopbackCluster();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(io => Features[feature](io.Of("/tea")), services: cluster.Services));

        Assert.Contains($"{feature} of namespace /tea", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddRedisRooms (package Sockeye.Redis)", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowUnshared", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ARoomFeature_ClusterAdapterAndSharedBackend_Works(string feature)
    {
        var cluster = new LoopbackCluster();
        var rooms = new LoopbackRooms();

        await using var server = await TestServer.StartAsync(io => Features[feature](io.Of("/tea")), services: cluster.Services + rooms.Services);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ARoomFeature_ClusterAdapterAndMemoryThatIsAllowed_Works(string feature)
    {
        var cluster = new LoopbackCluster();

        await using var server = await TestServer.StartAsync(io => Features[feature](io.Of("/tea")), services: cluster.Services + RoomSettings.With(static options => options.AllowUnshared = true));
    }

    [Fact]
    public async Task ARoomFeature_AnAdapterOfItsOwnThatReachesOtherServers_IsAnErrorAtTheStart() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => TestServer.StartAsync(
            static io => io.MainNamespace.UsePresence(),
            services: static services => services.AddSocketIO().UseAdapter(static (_, ns) => new Far(ns))));

    private sealed class Far(Namespace ns) : InMemoryAdapter(ns)
    {
        public override bool ReachesOtherServers => true;
    }
}
