using System.Net;
using System.Text;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class JsonpTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("12", "12")]
    [InlineData("", "")]
    [InlineData("1);alert(2", "12")]
    [InlineData("abc", "")]
    [InlineData("%D9%A3" + "7", "7")] // an Arabic digit is none
    public async Task Get_Handshake_IsACall(string index, string written)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using HttpResponseMessage response = await app.Http.GetAsync(EngineApp.Url() + "&j=" + index).Within();
        string body = await response.Content.ReadAsStringAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal(
            $$"""___eio[{{written}}]("0{\"sid\":\"{{handler.Session.Id}}\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");""",
            body);
        Assert.Equal("text/plain; charset=UTF-8", response.Content.Headers.GetValues("Content-Type").Single());
        Assert.Equal(Encoding.UTF8.GetByteCount(body), response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Poll_EveryKindOfCharacter_IsEscapedAsJsonStringify()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("\0\u0001\b\t\n\v\f\r\u001f\"\\/</script>\u007f€\u2027\u2028\u2029\u202a😀"u8, [new byte[] { 255 }]));
        byte[] body = await app.Http.GetByteArrayAsync(EngineApp.Url(sid: sid) + "&j=3").Within();
        Assert.Equal(
            "___eio[3](\"4\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/</script>\u007f€\u2027\\u2028\\u2029\u202a😀\\u001eb/w==\");",
            Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Poll_Large_IsCompressed()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        string text = new('\n', 2000);
        handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes(text)));
        using HttpClient client = app.CreateHttp(DecompressionMethods.All);
        using HttpResponseMessage response = await client.GetAsync(EngineApp.Url(sid: sid) + "&j=0").Within();
        Assert.Equal($"___eio[0](\"4{text.Replace("\n", "\\n", StringComparison.Ordinal)}\");", await response.Content.ReadAsStringAsync());
        Assert.Null(response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("d=4hello", "hello")]
    [InlineData("d=4a+b%20c%2B", "a b c+")]
    [InlineData("d=4%E2%82%AC", "€")]
    [InlineData("d=4%e2%82%ac", "€")]
    [InlineData("d=4100%", "100%")]
    [InlineData("d=4%zz%1", "%zz%1")]
    [InlineData("d=4a%3Db%26c", "a=b&c")]
    [InlineData("d=4a=b", "a=b")]
    [InlineData("x=1&d=4last", "last")]
    [InlineData("d=4first&dd=2&x", "first")]
    [InlineData(@"d=4a%5Cnb", "a\nb")]
    [InlineData(@"d=4a\nb", "a\nb")]
    [InlineData(@"d=4a\\nb", @"a\nb")]
    [InlineData(@"d=4a\\\nb", @"a\\nb")]
    [InlineData(@"d=4a\\\\nb", @"a\\\nb")]
    [InlineData(@"d=4a\tb\\t\", @"a\tb\\t\")]
    [InlineData(@"d=4\n\n\\n\n", "\n\n\\n\n")]
    public async Task Post_Form_IsTakenAsTheReferenceTakesIt(string form, string message)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await PostAsync(app, sid, form);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(message, await handler.NextTextAsync());
    }

    [Fact]
    public async Task Post_SeveralPackets_AllArrive()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await PostAsync(app, sid, "d=4one%1E4two%1Eb%2Fw%3D%3D");
        Assert.Equal("one", await handler.NextTextAsync());
        Assert.Equal("two", await handler.NextTextAsync());
        Assert.Equal([255], await handler.NextBinaryAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("4hello")]
    [InlineData("D=4hello")]
    [InlineData("d=4one&d=4two")]
    [InlineData("d=")]
    public async Task Post_NoPayload_EndsTheSession(string form)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using HttpResponseMessage response = await PostAsync(app, sid, form);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(EngineCloseReason.ParseError, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Get_TurnedOff_IsAPollLikeAnyOther()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.Jsonp = false);
        string body = await app.Http.GetStringAsync(EngineApp.Url() + "&j=0").Within();
        using HttpResponseMessage response = await PostAsync(app, EngineApp.SidOf(body), "4plain");
        Assert.Equal("plain", await (await app.NextSessionAsync()).NextTextAsync());
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(null, "same-origin", null, true)]
    [InlineData(null, "none", null, true)]
    [InlineData(null, "cross-site", null, false)]
    [InlineData(null, "same-site", null, false)]
    [InlineData(null, "cross-site", "https://evil.example/page", false)]
    [InlineData(null, null, "https://evil.example/page", false)]
    [InlineData(null, null, "own", true)]
    [InlineData(null, null, "not a URL", true)]
    [InlineData("https://app.example", "cross-site", "https://app.example/page", true)]
    [InlineData("https://app.example", "cross-site", "https://evil.example/page", false)]
    [InlineData("https://app.example", "cross-site", null, false)]
    [InlineData("https://app.example", null, "own", true)]
    [InlineData("*", "cross-site", null, true)]
    public async Task Get_ScriptOfAnotherOrigin_IsRefusedUnlessCorsAllowsIt(string? allowed, string? site, string? referer, bool served)
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.Cors = allowed is null ? null : new CorsPolicyBuilder(allowed).Build());
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url() + "&j=0");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site ?? "");
        if (site is null)
        {
            request.Headers.Remove("Sec-Fetch-Site");
        }

        if (referer is not null)
        {
            request.Headers.TryAddWithoutValidation("Referer", referer == "own" ? app.BaseUri + "page" : referer);
        }

        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(served ? 1 : 0, app.Server.ClientsCount);
    }

    // The page itself says whether its browser names it; over HTTP no browser says what kind of page it was.
    [Theory]
    [InlineData(null, false)]
    [InlineData("own", true)]
    public async Task Get_ScriptOfAPageThatIsNotNamed_GetsNothingByCookies(string? referer, bool served)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url() + "&j=0");
        request.Headers.Add("Cookie", "user=1");
        if (referer is not null)
        {
            request.Headers.Add("Referer", app.BaseUri + "page");
        }

        using HttpResponseMessage response = await app.Http.SendAsync(request).Within();
        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(EngineApp app, string sid, string form) => app.Http.PostAsync(
        EngineApp.Url(sid: sid) + "&j=0", new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded")).Within();
}
