using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Backends;

public sealed class RoomOptionsTests
{
    public static TheoryData<string, Action<RoomOptions>> Wrong => new()
    {
        { "HeartbeatInterval", static options => options.HeartbeatInterval = TimeSpan.Zero },
        { "MaxRequestsPerSecond", static options => options.MaxRequestsPerSecond = 0 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void UsePresence_WithAWrongOption_NamesIt(string name, Action<RoomOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO().ConfigureRooms(configure);
        var app = builder.Build();

        var exception = Assert.ThrowsAny<ArgumentException>(() => app.MapSocketIO().MainNamespace.UsePresence());

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigureRooms_OfOneOfTwoServers_LeavesTheOther()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO().UseAdapter(static (_, ns) => new Far(ns));
        builder.Services.AddSocketIO("chat").UseAdapter(static (_, ns) => new Far(ns)).ConfigureRooms(static options => options.AllowUnshared = true);
        var app = builder.Build();

        app.MapSocketIO("/chat/io/", "chat").MainNamespace.UsePresence();
        Assert.Throws<InvalidOperationException>(() => app.MapSocketIO().MainNamespace.UsePresence());
    }

    private sealed class Far(Namespace ns) : InMemoryAdapter(ns)
    {
        public override bool ReachesOtherServers => true;
    }
}
