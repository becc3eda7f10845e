using System.IO.Compression;
using System.Text;

namespace Sockeye.Client.Tests.Transports;

public sealed class PollingTests
{
    [Theory]
    [InlineData(100, 20)]
    [InlineData(300, 90)]
    [InlineData(3, 400)]
    public async Task Emit_MoreThanMaxPayload_GoesInSeveralBodiesInOrder(int count, int size)
    {
        const int MaxPayload = 300;
        await using var peer = new PollingPeer($$"""0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":{{MaxPayload}}}""");
        await using var client = peer.CreateClient();
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        for (var i = 0; i < count; i++)
        {
            await socket.EmitAsync("e", i, new string('é', size / 2));
        }

        var packets = new List<string>();
        while (packets.Count < count)
        {
            var body = await peer.Posts.NextAsync();
            var inside = body.Split('\u001e');
            Assert.True(Encoding.UTF8.GetByteCount(body) <= MaxPayload || inside.Length == 1, body);
            packets.AddRange(inside);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => $$"""42["e",{{i}},"{{new string('é', size / 2)}}"]"""), packets);
    }

    [Fact]
    public async Task Emit_Binary_IsBase64AndCountsAsThat()
    {
        await using var peer = new PollingPeer("""0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":120}""");
        await using var client = peer.CreateClient();
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        byte[] bytes = [.. Enumerable.Range(0, 60).Select(static i => (byte)i)];

        await socket.EmitAsync("e", bytes, bytes);

        List<string> packets = [];
        while (packets.Count < 3)
        {
            var body = await peer.Posts.NextAsync();
            Assert.InRange(body.Length, 1, 120);
            packets.AddRange(body.Split('\u001e'));
        }

        Assert.Equal(["b" + Convert.ToBase64String(bytes), "b" + Convert.ToBase64String(bytes)], packets[1..]);
    }

    [Fact]
    public async Task RequestTimeout_LongerThanTimersCanWait_IsNoLimit()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient(static options => options.RequestTimeout = TimeSpan.MaxValue);

        await client.Of().ConnectAsync().Within();
    }

    [Fact]
    public async Task Receive_InSingleBytesAndChunks_IsWhole()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient();
        var received = client.Of().Hear<string>("e");
        await client.Of().ConnectAsync().Within();
        var body = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("""42["e","ü🐟"]"""));

        peer.SendRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(body.Select(static one => $"1\r\n{one}\r\n")) + "0\r\n\r\n");

        Assert.Equal("ü🐟", await received.NextAsync());
    }

    [Fact]
    public async Task Receive_ManyPacketsInOneLargeBody_AreAllTakenInOrder()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient(static options => options.MaxMessageBytes = 10_000);
        var received = client.Of().Hear<int>("e");
        await client.Of().ConnectAsync().Within();
        var padding = new string('x', 500);

        peer.Send(string.Join('\u001e', Enumerable.Range(0, 2000).Select(i => $$"""42["e",{{i}},"{{padding}}"]""")));

        Assert.Equal(Enumerable.Range(0, 2000), await received.NextAsync(2000));
    }

    [Fact]
    public async Task Receive_Compressed_IsRead()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient();
        var received = client.Of().Hear<string>("e");
        await client.Of().ConnectAsync().Within();

        peer.SendRaw(Gzip("""42["e","small"]"""));

        Assert.Equal("small", await received.NextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receive_MoreThanMaxMessageBytes_EndsTheConnection(bool isCompressed)
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient(static options => options.MaxMessageBytes = 100_000);
        var reasons = new Inbox<DisconnectReason>();
        client.Of().OnDisconnect(reasons.Add);
        await client.Of().ConnectAsync().Within();
        var bomb = $$"""42["e","{{new string('x', 10_000_000)}}"]""";

        peer.SendRaw(isCompressed ? Gzip(bomb) : RawServer.Http(200, bomb));

        var reason = await reasons.NextAsync();
        Assert.Equal(DisconnectReason.TransportError, reason.Name);
        Assert.Contains("MaxMessageBytes", reason.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9")]
    [InlineData("42[\"e\"]\u001e")]
    public async Task Receive_NoPackets_IsTransportError(string body)
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient();
        var reasons = new Inbox<DisconnectReason>();
        client.Of().OnDisconnect(reasons.Add);
        await client.Of().ConnectAsync().Within();

        peer.Send(body);

        Assert.Equal(DisconnectReason.TransportError, (await reasons.NextAsync()).Name);
    }

    [Fact]
    public async Task Receive_SecondHandshake_IsParseErrorAndSaysGoodbye()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient();
        var reasons = new Inbox<DisconnectReason>();
        client.Of().OnDisconnect(reasons.Add);
        await client.Of().ConnectAsync().Within();

        peer.Send("""0{"sid":"t","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""");

        Assert.Equal(DisconnectReason.ParseError, (await reasons.NextAsync()).Name);
        Assert.Equal("1", await peer.Posts.NextAsync());
    }

    [Fact]
    public async Task Disconnect_WhatWaits_IsSentBeforeTheGoodbye()
    {
        await using var peer = new PollingPeer();
        await using var client = peer.CreateClient();
        await client.Of().ConnectAsync().Within();
        await client.Of().EmitAsync("last", 1);

        await client.DisconnectAsync().Within();

        List<string> packets = [];
        while (packets.Count < 3)
        {
            packets.AddRange((await peer.Posts.NextAsync()).Split('\u001e'));
        }

        Assert.Equal(["""42["last",1]""", "41", "1"], packets);
        await Waiting.Until(() => peer.Server.Open == 0);
    }

    [Theory]
    [InlineData("a=1; Path=/", "a=1")]
    [InlineData("a=1; path=/socket.io/; HTTPONLY", "a=1")]
    [InlineData("a=1; Path=/elsewhere", "")]
    [InlineData("a=1; Path=/; Max-Age=0", "")]
    [InlineData("a=1; Path=/; MAX-AGE=60", "a=1")]
    [InlineData("a=1; Path=/; Max-Age=soon", "")]
    [InlineData("a=1; Path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT", "")]
    [InlineData("a=1; Path=/; Expires=Wed, 21-Oct-2099 07:28:00 GMT", "a=1")]
    [InlineData("a=1; Path=/; Expires=garbage", "")]
    [InlineData("a=1\r\nSet-Cookie: a=2; Path=/", "a=2")]
    [InlineData("a=1; Path=/\r\nSet-Cookie: a=; Max-Age=0", "")]
    [InlineData("a=1; Path=/\r\nSet-Cookie: b=2=3; SameSite=Strict", "a=1; b=2=3")]
    [InlineData("none", "")]
    [InlineData("a=1; Domain=example.com", "")]
    public async Task Cookies_OfTheServer_ComeBackByTheReferencesRules(string set, string expected)
    {
        await using var peer = new PollingPeer(headers: $"Set-Cookie: {set}\r\n");
        await using var client = peer.CreateClient(static options => options.WithCredentials = true);

        await client.Of().ConnectAsync().Within();

        Assert.Equal("", peer.Server.Requests.First().Cookies);
        Assert.All(peer.Server.Requests.Skip(1), request => Assert.Equal(expected.Split("; ").Order(), request.Cookies.Split("; ").Order()));
    }

    private static string Gzip(string body)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
        }

        return $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bytes.Length}\r\n\r\n" + Encoding.Latin1.GetString(bytes.ToArray());
    }
}
