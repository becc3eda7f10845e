using System.Net;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports;

public sealed class PollingV3Tests
{
    [Theory]
    [InlineData("EIO=3")]
    [InlineData("EIO=abc")]
    [InlineData("t=x")]
    public async Task Handshake_NotAllowed_IsRefused(string protocol)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url(protocol: protocol));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("""{"code":5,"message":"Unsupported protocol version"}""", await response.Content.ReadAsStringAsync());
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: protocol);
        Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EIO=3")]
    [InlineData("EIO=5")]
    [InlineData("t=x")]
    public async Task Handshake_Allowed_OpensASessionOfThatRevision(string protocol)
    {
        await using EngineApp app = await StartAsync();
        string body = await app.Http.GetStringAsync(EngineApp.Url(protocol: protocol)).Within();
        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal(3, handler.Session.Protocol);
        string packet = $$"""0{"sid":"{{handler.Session.Id}}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""";
        Assert.Equal($"{packet.Length}:{packet}", body);
    }

    [Fact]
    public async Task Handshake_V4WhereV3IsAllowed_IsAsEver()
    {
        await using EngineApp app = await StartAsync();
        (_, RecordingHandler handler) = await app.OpenPollingAsync();
        Assert.Equal(4, handler.Session.Protocol);
    }

    [Fact]
    public async Task Request_OtherRevisionThanTheSession_IsAProtocolMismatch()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        (string sid, _) = await app.OpenPollingAsync();
        foreach (string url in new[] { EngineApp.Url(sid: client.Sid), EngineApp.Url(sid: sid, protocol: "EIO=3") })
        {
            using HttpResponseMessage response = await app.Http.GetAsync(url);
            Assert.Equal("""{"code":3,"message":"Bad request"}""", await response.Content.ReadAsStringAsync());
        }

        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, client.Sid);
        Assert.StartsWith("HTTP/1.1 400", socket.ResponseHead, StringComparison.Ordinal);
        Assert.Equal(["PROTOCOL_MISMATCH"], app.Refusals.Select(r => r.Details).Distinct());
        Assert.Equal(EngineSessionState.Open, client.Handler.Session.State);
    }

    [Theory]
    [InlineData("EIO=3", "2:4a3:4😀")]
    [InlineData("EIO=3&b64=1", "2:4a3:4😀")]
    public async Task Get_Text_AnswersWithLengthsInUtf16(string protocol, string expected)
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app, protocol);
        client.Handler.Session.Send(EncodedPacket.FromText("a"u8));
        client.Handler.Session.Send(EncodedPacket.FromText("😀"u8));
        Assert.Equal(expected, await client.PollAsync());
    }

    [Theory]
    [InlineData("EIO=3", "0002FF34610004FF34E282AC0105FF0401020304")]
    [InlineData("EIO=3&b64=1", "2:4a2:4€10:b4AQIDBA==")]
    [InlineData("EIO=3&b64=true", "2:4a2:4€10:b4AQIDBA==")]
    public async Task Get_Binary_AnswersInTheFormOfTheClient(string protocol, string expected)
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app, protocol);
        client.Handler.Session.Send(EncodedPacket.FromText("a"u8));
        client.Handler.Session.Send(EncodedPacket.FromText("€"u8, [new byte[] { 1, 2, 3, 4 }]));
        Assert.Equal(expected, await client.PollAsync());
        client.Handler.Session.Send(EncodedPacket.FromText("text again"u8));
        Assert.Equal("11:4text again", await client.PollAsync());
    }

    [Fact]
    public async Task Post_Text_DeliversPacketsInOrder()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        await client.SendAsync("6:4hello0:3:4😀10:b4AQIDBA==1:42:b4");
        Assert.Equal("hello", await client.Handler.NextTextAsync());
        Assert.Equal("😀", await client.Handler.NextTextAsync());
        Assert.Equal([1, 2, 3, 4], await client.Handler.NextBinaryAsync());
        Assert.Equal("", await client.Handler.NextTextAsync());
        Assert.Empty(await client.Handler.NextBinaryAsync());
        await client.SendAsync("0:");
        Assert.False(client.Handler.HasMessage);
    }

    [Fact]
    public async Task Post_Bytes_DeliversPacketsInOrder()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        using HttpResponseMessage response = await client.PostBytesAsync("0004FF34E282AC0105FF04010203040001FF32");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal("€", await client.Handler.NextTextAsync());
        Assert.Equal([1, 2, 3, 4], await client.Handler.NextBinaryAsync());
        Assert.Equal("1:3", await client.PollAsync());
    }

    [Fact]
    public async Task Post_HandlerAwaits_GoesOnWhereItStopped()
    {
        var gate = new TaskCompletionSource();
        await using EngineApp app = await StartAsync(onSession: h => h.OnText = async text =>
        {
            if (text == "wait")
            {
                await gate.Task;
            }
        });
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        Task post = client.SendAsync("5:4wait6:4after10:b4AQIDBA==");
        Assert.Equal("wait", await client.Handler.NextTextAsync());
        Assert.False(client.Handler.HasMessage);
        gate.SetResult();
        await post;
        Assert.Equal("after", await client.Handler.NextTextAsync());
        Assert.Equal([1, 2, 3, 4], await client.Handler.NextBinaryAsync());
        Assert.False(client.Handler.BrokeContract);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("4hello")]
    [InlineData("999999999:4x")]
    [InlineData(":4")]
    [InlineData("-1:4")]
    [InlineData("1:7")]
    public async Task Post_HostileText_ClosesSession(string body)
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        using HttpResponseMessage response = await client.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(EngineCloseReason.ParseError, (await client.Handler.Closed.Within()).Reason);
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("0005")]
    [InlineData("0009090909090909090909FF34")]
    [InlineData("0002FF34FF")]
    public async Task Post_HostileBytes_ClosesSession(string body)
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        using HttpResponseMessage response = await client.PostBytesAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(EngineCloseReason.ParseError, (await client.Handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Post_Close_EndsTheWaitingPollWithNoop()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        Task<string> poll = client.PollAsync();
        await EngineApp.WhenParked(client.Handler);
        await client.SendAsync("1:1");
        Assert.Equal("1:6", await poll);
        Assert.Equal(EngineCloseReason.TransportClose, (await client.Handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Close_OfTheServer_IsAClosePacket()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        Task<string> poll = client.PollAsync();
        await EngineApp.WhenParked(client.Handler);
        client.Handler.Session.Close();
        Assert.Equal("1:1", await poll);
    }

    private static Task<EngineApp> StartAsync(Action<RecordingHandler>? onSession = null) =>
        EngineApp.StartAsync(o => o.AllowEIO3 = true, onSession: onSession);
}
