using System.Net;
using System.Text.Json;

namespace Sockeye.Tests.Support;

internal sealed class PollingTestClient : TestClient
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Uri _url;
    private string _session = string.Empty;

    public PollingTestClient(Uri server, string path, string query, (string Name, string Value)[] headers)
    {
        _url = new UriBuilder(server) { Path = path, Query = "EIO=4&transport=polling" + query }.Uri;
        foreach (var (name, value) in headers)
        {
            _http.DefaultRequestHeaders.Add(name, value);
        }
    }

    /// <summary>The packets of the last answer that was not empty, which came together.</summary>
    public Frame[] LastPayload { get; private set; } = [];

    public override async Task SendAsync(params Frame[] frames)
    {
        await _sending.WaitAsync().Within();
        try
        {
            using var body = new StringContent(string.Join(Frame.Separator, frames.Select(static frame => frame.ToPolled())));
            using var response = await _http.PostAsync(_url + _session, body, Stopped).Within();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        finally
        {
            _sending.Release();
        }
    }

    public override Task CloseAsync() => SendAsync("1");

    protected override async Task<string> StartAsync()
    {
        var frames = Split(await _http.GetStringAsync(_url, Stopped).Within());
        var open = frames.Single().Text!;
        _session = "&sid=" + JsonElement.Parse(open[1..]).GetProperty("sid").GetString();
        return open;
    }

    protected override async Task<Frame[]> ReadAsync()
    {
        using var response = await _http.GetAsync(_url + _session, Stopped);
        var body = await response.Content.ReadAsStringAsync(Stopped);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return [];
        }

        var frames = Split(body);
        LastPayload = frames;
        return [.. frames.Where(static frame => frame.Text != "1")];
    }

    protected override void Release()
    {
        _http.Dispose();
        _sending.Dispose();
    }

    private static Frame[] Split(string payload) => [.. payload.Split(Frame.Separator).Select(Frame.Parse)];
}
