using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class CompressionTests
{
    private static readonly string Large = new('x', 5000);

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    [InlineData("GZIP", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *;q=0.1", "gzip")]
    [InlineData("zstd, deflate", "deflate")]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("identity", null)]
    [InlineData("gzip;q=0.5, identity", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("constructor", null)]
    [InlineData("gzip;q=oops", null)]
    public async Task Poll_LargeAnswer_IsInACodingThatTheClientTakes(string? accepted, string? coding)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(Large)));
        using HttpResponseMessage response = await PollAsync(app, sid, accepted);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal("4" + Large, Decode(body, coding));
        Assert.True(coding is null || body.Length < 500, $"{body.Length} bytes");
    }

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    public async Task Poll_AnswerAroundTheThreshold_IsCompressedFromThereOn(int length, bool compressed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText(new byte[length - 1].Select(_ => (byte)'x').ToArray()));
        using HttpResponseMessage response = await PollAsync(app, sid, "gzip");
        Assert.Equal(compressed, response.Content.Headers.ContentEncoding.Count == 1);
    }

    [Fact]
    public async Task Poll_OtherThreshold_Counts()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.HttpCompression = new HttpCompressionOptions { Threshold = 0, Level = CompressionLevel.Optimal });
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("a"u8));
        using HttpResponseMessage response = await PollAsync(app, sid, "gzip");
        Assert.Equal("4a", Decode(await response.Content.ReadAsByteArrayAsync(), "gzip"));
    }

    [Fact]
    public async Task Poll_CompressionIsOff_IsPlain()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.HttpCompression = null);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(Large)), SendFlags.Uncompressed);
        using HttpResponseMessage response = await PollAsync(app, sid, "gzip");
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.Equal("4" + Large, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(SendFlags.Uncompressed, SendFlags.Uncompressed, false)]
    [InlineData(SendFlags.Uncompressed, SendFlags.None, true)]
    [InlineData(SendFlags.None, SendFlags.Uncompressed, true)]
    public async Task Poll_UncompressedPackets_IsCompressedWhereAnyPacketMayBe(SendFlags first, SendFlags second, bool compressed)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        var packet = EncodedPacket.FromText(Encoding.UTF8.GetBytes(Large), [new byte[] { 1, 2 }]);
        handler.Session.Send(packet, first);
        handler.Session.Send(packet, second);
        using HttpResponseMessage response = await PollAsync(app, sid, "gzip");
        string? coding = response.Content.Headers.ContentEncoding.SingleOrDefault();
        Assert.Equal(compressed ? "gzip" : null, coding);
        Assert.Equal($"4{Large}\x1e" + $"bAQI=\x1e" + $"4{Large}\x1e" + "bAQI=", Decode(await response.Content.ReadAsByteArrayAsync(), coding));
    }

    [Theory]
    [InlineData(true, "gzip")]
    [InlineData(false, "br")]
    public async Task Poll_ResponseCompressionMiddleware_IsCompressedOnce(bool ownCompression, string accepted)
    {
        await using EngineApp app = await EngineApp.StartAsync(
            o => o.HttpCompression = ownCompression ? o.HttpCompression : null,
            configureServices: services => services.AddResponseCompression(compression => compression.EnableForHttps = true),
            configureApp: app => app.UseResponseCompression());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(Large)));
        using HttpResponseMessage response = await PollAsync(app, sid, accepted);
        Assert.Equal(accepted, response.Content.Headers.ContentEncoding.Single());
        Assert.Equal("4" + Large, Decode(await response.Content.ReadAsByteArrayAsync(), accepted));
    }

    [Fact]
    public async Task Headers_CompressedAnswer_SeeTheCoding()
    {
        string? seen = null;
        await using EngineApp app = await EngineApp.StartAsync(o => o.Headers = (_, headers) =>
        {
            seen = headers.ContentEncoding;
            return default;
        });
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(Large)));
        using HttpResponseMessage response = await PollAsync(app, sid, "gzip");
        Assert.Equal("gzip", seen);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Poll_ClientGoesAwayInsideALargeAnswer_TheSessionGoesOnOrEnds(string accepted)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        byte[] noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
        handler.Session.Send(EncodedPacket.FromBinary(noise));
        using (RawConnection client = await RawConnection.OpenAsync(app, receiveBuffer: 4096))
        {
            await client.WriteAsync($"GET {EngineApp.Url(sid: sid)} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nAccept-Encoding: {accepted}\r\n\r\n");
            await client.ReadAsync(2000);
            client.Reset();
        }

        // A poll that came too early would wait for the answer that is being written, as one that does not end.
        handler.Session.Send(EncodedPacket.FromText("next"u8));
        string answer = await app.Http.GetStringAsync(EngineApp.Url(sid: sid)).ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : "ended", TaskScheduler.Default).Within();
        Assert.Contains(answer, (string[])["4next", "ended"]);
    }

    [Fact]
    public async Task Post_CompressedBody_IsNotInflated()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[50_000_000]);
        }

        Assert.True(bomb.Length < 100_000);
        var content = new ByteArrayContent(bomb.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await app.PostAsync(sid, content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(EngineCloseReason.ParseError, (await handler.Closed.Within()).Reason);
        Assert.False(handler.HasMessage);
    }

    [Theory]
    [InlineData("Mozilla/4.0 (compatible;MSIE 8.0; Windows NT 6.0)", true)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko", true)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", false)]
    public async Task Poll_InternetExplorer_FilterIsTurnedOff(string agent, bool expected)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url());
        request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(expected, response.Headers.TryGetValues("X-XSS-Protection", out IEnumerable<string>? values) && values.Single() == "0");
    }

    private static async Task<HttpResponseMessage> PollAsync(EngineApp app, string sid, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url(sid: sid));
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        return await app.Http.SendAsync(request).Within();
    }

    private static string Decode(byte[] body, string? coding)
    {
        var source = new MemoryStream(body);
        using Stream plain = coding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
