namespace Sockeye.Client.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string> Invalid => new(Changes.Keys);

    private static Dictionary<string, Action<SocketIOClientOptions>> Changes { get; } = new()
    {
        ["Path"] = static options => options.Path = "socket.io",
        ["Transports"] = static options => options.Transports = [],
        ["Transports twice"] = static options => options.Transports = [ClientTransport.Polling, ClientTransport.Polling],
        ["Transports unknown"] = static options => options.Transports = [(ClientTransport)7],
        ["TimestampParameter"] = static options => options.TimestampParameter = "",
        ["ReconnectionAttempts"] = static options => options.ReconnectionAttempts = -1,
        ["ReconnectionDelay"] = static options => options.ReconnectionDelay = TimeSpan.FromSeconds(-1),
        ["ReconnectionDelayMax"] = static options => options.ReconnectionDelayMax = TimeSpan.FromSeconds(-1),
        ["RandomizationFactor"] = static options => options.RandomizationFactor = 1.5,
        ["RandomizationFactor none"] = static options => options.RandomizationFactor = double.NaN,
        ["Timeout"] = static options => options.Timeout = TimeSpan.Zero,
        ["RequestTimeout"] = static options => options.RequestTimeout = TimeSpan.Zero,
        ["ConnectTimeout"] = static options => options.ConnectTimeout = TimeSpan.Zero,
        ["AckTimeout"] = static options => options.AckTimeout = TimeSpan.Zero,
        ["CloseTimeout"] = static options => options.CloseTimeout = TimeSpan.Zero,
        ["Retries"] = static options => options.Retries = -1,
        ["MaxMessageBytes"] = static options => options.MaxMessageBytes = 0,
        ["MaxSendBufferBytes"] = static options => options.MaxSendBufferBytes = 0,
        ["MaxReceiveBufferBytes"] = static options => options.MaxReceiveBufferBytes = 0,
        ["Parser"] = static options => options.Parser = null!,
        ["TimeProvider"] = static options => options.TimeProvider = null!,
        ["LoggerFactory"] = static options => options.LoggerFactory = null!,
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Options_NotValid_AreRefusedByName(string change)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(() => new SocketIOClient("http://localhost", Changes[change]));
        Assert.Contains(change.Split(' ')[0], exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("localhost:3000")]
    [InlineData("/chat")]
    [InlineData("ftp://localhost")]
    public void Url_IsNoneOfAServer_IsRefused(string url) => Assert.ThrowsAny<ArgumentException>(() => new SocketIOClient(url));

    [Theory]
    [InlineData("http://localhost", "/")]
    [InlineData("ws://localhost/", "/")]
    [InlineData("wss://localhost/chat", "/chat")]
    [InlineData("https://localhost/a%20b?x=1", "/a b")]
    public void Url_Path_IsTheNamespace(string url, string ns)
    {
        using var client = new SocketIOClient(new Uri(url));
        Assert.Equal(ns, client.Of().Namespace);
    }

    [Fact]
    public void Defaults_AreThoseOfTheReference()
    {
        var options = new SocketIOClientOptions();
        Assert.Equal(("/socket.io", true, true, false, false), (options.Path, options.AddTrailingSlash, options.Upgrade, options.RememberUpgrade, options.TryAllTransports));
        Assert.Equal([ClientTransport.Polling, ClientTransport.WebSocket], options.Transports);
        Assert.Equal((true, null, 1, 5, 0.5), (options.Reconnection, options.ReconnectionAttempts, options.ReconnectionDelay.Seconds, options.ReconnectionDelayMax.Seconds, options.RandomizationFactor));
        Assert.Equal((20, 0, "t"), (options.Timeout.Seconds, options.Retries, options.TimestampParameter));
    }

    [Fact]
    public async Task Listeners_Null_AreRefused()
    {
        await using var client = new SocketIOClient("http://localhost");
        var socket = client.Of();
        Assert.Throws<ArgumentNullException>(() => socket.On("event", (Action)null!));
        Assert.Throws<ArgumentNullException>(() => socket.On(null!, () => { }));
        Assert.Throws<ArgumentNullException>(() => socket.OnAny((Action<ReceivedEvent>)null!));
        Assert.Throws<ArgumentNullException>(() => socket.OnConnect((Action)null!));
        Assert.Throws<ArgumentNullException>(() => socket.OnDisconnect((Func<DisconnectReason, Task>)null!));
        Assert.Throws<ArgumentNullException>(() => client.OnOpen((Func<Task>)null!));
        Assert.Throws<ArgumentNullException>(() => client.OnReconnect((Action<int>)null!));
        Assert.Throws<ArgumentNullException>(() => socket.Off(null!));
    }
}
