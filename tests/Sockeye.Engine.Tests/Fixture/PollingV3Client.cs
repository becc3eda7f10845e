using System.Text;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A polling session of Engine.IO v3.</summary>
internal sealed class PollingV3Client(EngineApp app, string sid, RecordingHandler handler, string protocol)
{
    public const string Binary = "EIO=3";
    public const string Base64 = "EIO=3&b64=1";

    public string Sid => sid;

    public RecordingHandler Handler => handler;

    public string Url => EngineApp.Url(sid: sid, protocol: protocol);

    public static async Task<PollingV3Client> OpenAsync(EngineApp app, string protocol = Binary)
    {
        string body = await app.Http.GetStringAsync(EngineApp.Url(protocol: protocol)).Within();
        int colon = body.IndexOf(':', StringComparison.Ordinal);
        Assert.Equal($"{body.Length - colon - 1}", body[..colon]);
        return new PollingV3Client(app, EngineApp.SidOf(body[(colon + 1)..]), await app.NextSessionAsync(), protocol);
    }

    public Task<HttpResponseMessage> GetAsync() => app.Http.GetAsync(Url).Within();

    /// <summary>The answer to a poll: a payload of text as it is, one of bytes in hexadecimal digits.</summary>
    public async Task<string> PollAsync()
    {
        using HttpResponseMessage response = await GetAsync();
        string? type = response.Content.Headers.ContentType?.ToString();
        if (type == "application/octet-stream")
        {
            return Convert.ToHexString(await response.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal("text/plain; charset=UTF-8", type);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> PostAsync(string body) => app.Http.PostAsync(Url, new StringContent(body)).Within();

    public async Task<HttpResponseMessage> PostBytesAsync(string hex)
    {
        using var content = new ByteArrayContent(Convert.FromHexString(hex));
        content.Headers.ContentType = new("application/octet-stream");
        return await app.Http.PostAsync(Url, content).Within();
    }

    public async Task SendAsync(string body)
    {
        using HttpResponseMessage response = await PostAsync(body);
        Assert.Equal("ok", Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
    }
}
