using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Sockeye.Tests.Hosting;

/// <summary>The official client and that of the rooms, served below the server's path.</summary>
public sealed class ClientScriptTests
{
    [Theory]
    [InlineData("socket.io.js", "application/javascript")]
    [InlineData("socket.io.min.js", "application/javascript")]
    [InlineData("socket.io.esm.min.js", "application/javascript")]
    [InlineData("socket.io.msgpack.min.js", "application/javascript")]
    [InlineData("socket.io.js.map", "application/json")]
    [InlineData("socket.io.min.js.map", "application/json")]
    [InlineData("sockeye-rooms.min.js", "application/javascript")]
    [InlineData("sockeye-rooms.min.js.map", "application/json")]
    public async Task Get_AFileOfTheClient_ServesIt(string file, string type)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.GetAsync("/socket.io/" + file).Within();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType.CharSet);
        Assert.False(response.Headers.ETag!.IsWeak);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal(response.Content.Headers.ContentLength, Encoding.UTF8.GetByteCount(body));
        Assert.True(body.Length > 10_000);
    }

    [Fact]
    public async Task Get_WithAKnownTag_SaysNotModified()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        var tag = (await http.GetAsync("/socket.io/socket.io.js").Within()).Headers.ETag!;

        using var same = await GetAsync(http, request => request.Headers.IfNoneMatch.Add(tag));
        using var weak = await GetAsync(http, request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(tag.Tag, isWeak: true)));
        using var other = await GetAsync(http, request => request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\"")));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(tag, same.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, weak.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("gzip, br;q=0.5", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    public async Task Get_AcceptingACoding_IsCompressed(string accepted, string coding)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };
        var plain = await http.GetByteArrayAsync("/socket.io/socket.io.js").Within();

        using var response = await GetAsync(http, request => request.Headers.AcceptEncoding.ParseAdd(accepted));
        using var refused = await GetAsync(http, static request => request.Headers.AcceptEncoding.ParseAdd("br;q=0"));

        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        using var unpacked = new MemoryStream();
        var body = await response.Content.ReadAsStreamAsync();
        await using (Stream unpacking = coding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress))
        {
            await unpacking.CopyToAsync(unpacked);
        }

        Assert.Equal(plain, unpacked.ToArray());
        Assert.True(response.Content.Headers.ContentLength < plain.Length / 2);
        Assert.Empty(refused.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Head_AFileOfTheClient_HasNoBody()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/socket.io/socket.io.js")).Within();
        using var post = await http.PostAsync("/socket.io/socket.io.js", null).Within();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.OK)]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("OPTIONS", HttpStatusCode.NoContent)]
    public async Task Script_ForAPageOfAnotherOrigin_HasTheHeadersOfThePolicy(string method, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync(options: static options =>
            options.Engine.Cors = new CorsPolicyBuilder("https://app.example", "https://other.example").AllowAnyHeader().AllowAnyMethod().AllowCredentials().Build());
        using var http = new HttpClient { BaseAddress = server.Url };

        using var allowed = await SendAsync(http, method, "https://app.example");
        using var refused = await SendAsync(http, method, "https://evil.example");

        Assert.Equal(status, allowed.StatusCode);
        Assert.Equal("https://app.example", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("true", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Credentials")));
        Assert.Contains("Origin", allowed.Headers.Vary);
        Assert.Equal(method != "OPTIONS", allowed.Headers.Vary.Contains("Accept-Encoding"));
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Script_WithoutAPolicy_MayBeLoadedByAllAndReadByItsOwnPages()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await SendAsync(http, "GET", "https://app.example");
        using var options = await SendAsync(http, "OPTIONS", "https://app.example");

        Assert.Equal("cross-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], options.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/socket.io/unknown.js")]
    [InlineData("/socket.io/../socket.io.js")]
    [InlineData("/socket.io/%2e%2e/Sockeye.dll")]
    public async Task Get_AnythingElse_IsNoFile(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.GetAsync(path).Within();

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithServingTurnedOff_IsNoFile()
    {
        await using var server = await TestServer.StartAsync(options: static options => options.ServeClient = false);
        using var http = new HttpClient { BaseAddress = server.Url };

        using var response = await http.GetAsync("/socket.io/socket.io.js").Within();

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        await using var client = await server.ConnectAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/socket.io/socket.io.esm.min.js");
        request.Headers.Add("Origin", origin);
        if (method == "OPTIONS")
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
        }

        return await http.SendAsync(request).Within();
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/socket.io/socket.io.js");
        change(request);
        return await http.SendAsync(request).Within();
    }
}
