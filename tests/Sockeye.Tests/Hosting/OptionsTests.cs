using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Hosting;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<SocketIOOptions>> Wrong => new()
    {
        { "ConnectTimeout", static options => options.ConnectTimeout = TimeSpan.Zero },
        { "MiddlewareTimeout", static options => options.MiddlewareTimeout = TimeSpan.FromSeconds(-1) },
        { "AckTimeout", static options => options.AckTimeout = TimeSpan.Zero },
        { "MaxConcurrentHandlers", static options => options.MaxConcurrentHandlers = 0 },
        { "MaxAttachments", static options => options.Packets.MaxAttachments = -1 },
        { "MaxDepth", static options => options.Packets.MaxDepth = 0 },
        { "MaxNamespaceLength", static options => options.Packets.MaxNamespaceLength = 0 },
        { "MaxPacketBytes", static options => options.Packets.MaxPacketBytes = 0 },
        { "PingInterval", static options => options.Engine.PingInterval = TimeSpan.Zero },
        { "MaxPayload", static options => options.Engine.MaxPayload = 0 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Map_WithAWrongOption_NamesIt(string name, Action<SocketIOOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO(configure);
        var app = builder.Build();

        var exception = Assert.ThrowsAny<ArgumentException>(() => app.MapSocketIO());

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defaults_AreThoseOfTheReference()
    {
        await using var server = await TestServer.StartAsync();
        var options = server.IO.Options;

        Assert.Equal(TimeSpan.FromSeconds(45), options.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(25), options.Engine.PingInterval);
        Assert.Equal(TimeSpan.FromSeconds(20), options.Engine.PingTimeout);
        Assert.Equal(1_000_000, options.Engine.MaxPayload);
        Assert.Equal(10, options.Packets.MaxAttachments);
    }

    [Fact]
    public async Task MaxAttachments_Raised_LetsThemPass()
    {
        var counts = new Inbox<int>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", (IncomingEvent e) => counts.Add(e.Arguments.Count))),
            static options => options.Packets.MaxAttachments = 20);
        await using var client = await server.ConnectAsync();
        var placeholders = string.Join(',', Enumerable.Range(0, 20).Select(static i => $$"""{"_placeholder":true,"num":{{i}}}"""));

        await client.SendAsync([$"4520-[\"e\",{placeholders}]", .. Enumerable.Range(0, 20).Select(static i => (Frame)new[] { (byte)i })]);

        Assert.Equal(20, await counts.NextAsync());
    }

    [Fact]
    public async Task MaxPacketBytes_Exceeded_ClosesTheConnection()
    {
        await using var server = await TestServer.StartAsync(options: static options => options.Packets.MaxPacketBytes = 1_000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync(
            """452-["e",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""", new byte[600], new byte[600]);

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task JsonSerializerOptions_OfTheApplication_AreUsedBothWays()
    {
        var got = new Inbox<Named>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", async (Named named) =>
            {
                got.Add(named);
                await socket.EmitAsync("back", named);
            })),
            static options => options.JsonSerializerOptions = new(System.Text.Json.JsonSerializerDefaults.General)
            {
                PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
            });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",{"first_name":"ann"}]""");

        Assert.Equal("ann", (await got.NextAsync()).FirstName);
        await client.ExpectAsync("""42["back",{"first_name":"ann"}]""");
    }

    private sealed record Named(string FirstName);
}
