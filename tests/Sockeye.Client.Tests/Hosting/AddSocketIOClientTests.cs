using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Tests.Hosting;

public sealed class AddSocketIOClientTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task AddSocketIOClient_ByName_IsOneForTheApplicationAndDisposedWithIt()
    {
        using var log = new TestLog();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<ILoggerFactory>(log);
        services.AddSingleton(_network);
        services.AddSocketIOClient("chat", "http://server.test/chat", static (provider, options) =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ConnectWebSocket = provider.GetRequiredService<FakeNetwork>().ConnectAsync;
        });
        services.AddSocketIOClient("other", "http://other.test");
        var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredKeyedService<SocketIOClient>("chat");
        Assert.Same(client, provider.GetRequiredKeyedService<SocketIOClient>("chat"));
        Assert.NotSame(client, provider.GetRequiredKeyedService<SocketIOClient>("other"));
        Assert.Equal("/chat", client.Of().Namespace);
        var server = await _network.ConnectAsync(client.Of("/"));
        await log.FindAsync("The connection to http://server.test/chat is open");

        await provider.DisposeAsync();

        Assert.True(server.IsDisposed);
        Assert.Throws<ObjectDisposedException>(client.Of().Connect);
    }

    [Fact]
    public void AddSocketIOClient_Section_SetsEveryOption()
    {
        var seen = Read(
            ("Url", "https://server.test"), ("Path", "/io"), ("AddTrailingSlash", "false"), ("Transports:0", "webSocket"), ("Transports:1", "Polling"), ("Upgrade", "false"), ("RememberUpgrade", "true"),
            ("TryAllTransports", "true"), ("WithCredentials", "true"), ("ForceBase64", "true"), ("TimestampRequests", "false"), ("TimestampParameter", "x"), ("RequestTimeout", "00:00:07"),
            ("PerMessageDeflate", "true"), ("Reconnection", "false"), ("ReconnectionAttempts", "3"), ("ReconnectionDelay", "00:00:02"), ("ReconnectionDelayMax", "00:00:30"), ("RandomizationFactor", "0.25"),
            ("Timeout", "00:00:08"), ("ConnectTimeout", "00:00:09"), ("AckTimeout", "00:00:10"), ("CloseTimeout", "00:00:11"), ("Retries", "4"), ("SerializeHandlers", "true"), ("MaxMessageBytes", "1000"),
            ("MaxSendBufferBytes", "2000"), ("MaxReceiveBufferBytes", "3000"), ("Query:room", "a b"), ("Headers:Authorization", "Bearer t"), ("Protocols:0", "soap"));

        Assert.Equal(("/io", false, false, true, true), (seen.Path, seen.AddTrailingSlash, seen.Upgrade, seen.RememberUpgrade, seen.TryAllTransports));
        Assert.Equal([ClientTransport.WebSocket, ClientTransport.Polling], seen.Transports);
        Assert.Equal((true, true, false, "x", TimeSpan.FromSeconds(7)), (seen.WithCredentials, seen.ForceBase64, seen.TimestampRequests, seen.TimestampParameter, seen.RequestTimeout));
        Assert.Equal((true, false, 3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), (seen.PerMessageDeflate, seen.Reconnection, seen.ReconnectionAttempts, seen.ReconnectionDelay, seen.ReconnectionDelayMax));
        Assert.Equal((0.25, 8, 9, 10, 11), (seen.RandomizationFactor, seen.Timeout.Seconds, seen.ConnectTimeout.Seconds, seen.AckTimeout.Seconds, seen.CloseTimeout.Seconds));
        Assert.Equal((4, true, 1000, 2000, 3000), (seen.Retries, seen.SerializeHandlers, seen.MaxMessageBytes, seen.MaxSendBufferBytes, seen.MaxReceiveBufferBytes));
        Assert.Equal(("a b", "Bearer t", "soap"), (seen.Query["room"], seen.Headers["authorization"], seen.Protocols.Single()));
    }

    [Theory]
    [InlineData("infinite", null)]
    [InlineData("Infinite", null)]
    [InlineData("0", 0)]
    [InlineData("2147483647", int.MaxValue)]
    public void ReconnectionAttempts_OfTheSection_IsANumberOrInfinite(string text, int? expected) =>
        Assert.Equal(expected, Read(("Url", "https://server.test"), ("ReconnectionAttempts", text)).ReconnectionAttempts);

    [Theory]
    [InlineData("Timeout", "soon")]
    [InlineData("Retries", "many")]
    [InlineData("ReconnectionAttempts", "many")]
    [InlineData("Upgrade", "maybe")]
    [InlineData("Transports:0", "pigeon")]
    [InlineData("MaxMessageBytes", "64 MB")]
    public void AddSocketIOClient_ValueCannotBeRead_NamesItsKey(string key, string value)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read(("Url", "https://server.test"), (key, value)));
        Assert.Contains($"SocketIO:{key}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(value, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSocketIOClient_NoUrl_SaysSo() =>
        Assert.Contains("SocketIO:Url", Assert.Throws<InvalidOperationException>(() => Read(("Path", "/io"))).Message, StringComparison.Ordinal);

    private static SocketIOClientOptions Read(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(static value => KeyValuePair.Create<string, string?>("SocketIO:" + value.Key, value.Value)))
            .Build();
        SocketIOClientOptions? seen = null;
        var services = new ServiceCollection();
        services.AddSocketIOClient("client", configuration.GetSection("SocketIO"), (_, options) => seen = options);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredKeyedService<SocketIOClient>("client");
        return seen!;
    }
}
