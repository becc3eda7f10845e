using System.Text.Json;
using System.Threading.Channels;

namespace Sockeye.Tests.Support;

/// <summary>A client of Socket.IO v5 that sends and shows packets as they are on the wire. It answers pings, and does nothing else by itself.</summary>
internal abstract class TestClient : IAsyncDisposable
{
    private readonly Channel<Frame> _incoming = Channel.CreateUnbounded<Frame>();
    private readonly CancellationTokenSource _stopped = new();
    private Task _reading = Task.CompletedTask;
    private int _markers;
    private int _pongs;

    /// <summary>The <c>sid</c> of the session.</summary>
    public string SessionId { get; private set; } = string.Empty;

    /// <summary>The <c>sid</c> of the last namespace that was joined.</summary>
    public string Id { get; private set; } = string.Empty;

    public bool AnswersPings { get; set; } = true;

    /// <summary>How many pings it has answered.</summary>
    public int Pongs => Volatile.Read(ref _pongs);

    protected CancellationToken Stopped => _stopped.Token;

    public static async Task<TestClient> OpenAsync(
        Uri server, string path, TestTransport transport, string query = "", params (string Name, string Value)[] headers)
    {
        TestClient client = transport == TestTransport.WebSocket
            ? new WebSocketTestClient(server, path, query, headers)
            : new PollingTestClient(server, path, query, headers);
        var open = await client.StartAsync().Within();
        Assert.Equal('0', open[0]);
        client.SessionId = JsonElement.Parse(open[1..]).GetProperty("sid").GetString()!;
        client._reading = client.ReadAll();
        return client;
    }

    public abstract Task SendAsync(params Frame[] frames);

    /// <summary>Closes the connection in the orderly way of the transport.</summary>
    public abstract Task CloseAsync();

    /// <summary>Breaks the connection.</summary>
    public virtual void Abort() => _stopped.Cancel();

    /// <summary>Joins a namespace.</summary>
    /// <returns>The socket's id.</returns>
    public async Task<string> JoinAsync(string ns = "/", string auth = "")
    {
        var prefix = ns == "/" ? "40" : $"40{ns},";
        await SendAsync(prefix + auth);
        var answer = await ReceiveAsync();
        Assert.StartsWith(prefix + "{\"sid\":\"", answer);
        return Id = JsonElement.Parse(answer[prefix.Length..]).GetProperty("sid").GetString()!;
    }

    /// <summary>The next packet, which has to be text.</summary>
    public async Task<string> ReceiveAsync()
    {
        var frame = await ReceiveFrameAsync();
        return frame.Text ?? throw new InvalidOperationException($"binary came: {frame}");
    }

    public async Task<byte[]> ReceiveBinaryAsync()
    {
        var frame = await ReceiveFrameAsync();
        return frame.Binary ?? throw new InvalidOperationException($"text came: {frame}");
    }

    public async Task<Frame> ReceiveFrameAsync() => await _incoming.Reader.ReadAsync().Within();

    public async Task ExpectAsync(params string[] packets)
    {
        foreach (var packet in packets)
        {
            Assert.Equal(packet, await ReceiveAsync());
        }
    }

    /// <summary>Goes to the server and back: what the server sent before has come then.</summary>
    /// <returns>What came meanwhile.</returns>
    public async Task<List<string>> DrainAsync()
    {
        var marker = $"/marker-{++_markers}";
        await SendAsync($"40{marker},");
        var answer = $"44{marker},{{\"message\":\"Invalid namespace\"}}";
        var before = new List<string>();
        while (true)
        {
            var frame = await ReceiveFrameAsync();
            if (frame.Text == answer)
            {
                return before;
            }

            before.Add(frame.ToString());
        }
    }

    public async Task ExpectNothingAsync() => Assert.Equal([], await DrainAsync());

    /// <summary>Waits for the end of the connection.</summary>
    /// <returns>What came before it.</returns>
    public async Task<List<string>> ClosedAsync()
    {
        var before = new List<string>();
        await foreach (var frame in _incoming.Reader.ReadAllAsync(new CancellationTokenSource(Waiting.Limit).Token))
        {
            before.Add(frame.ToString());
        }

        return before;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _reading.Within();
        Release();
        _stopped.Dispose();
    }

    /// <summary>Opens the connection.</summary>
    /// <returns>The first packet.</returns>
    protected abstract Task<string> StartAsync();

    /// <summary>The next packets, or none at the end of the connection.</summary>
    protected abstract Task<Frame[]> ReadAsync();

    protected abstract void Release();

    private async Task ReadAll()
    {
        try
        {
            while (await ReadAsync() is { Length: > 0 } frames)
            {
                foreach (var frame in frames)
                {
                    await OnFrameAsync(frame);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException or System.Net.WebSockets.WebSocketException)
        {
            // The connection is over, one way or another.
        }
        finally
        {
            _incoming.Writer.TryComplete();
        }
    }

    private async Task OnFrameAsync(Frame frame)
    {
        switch (frame.Text)
        {
            case "2":
                if (AnswersPings)
                {
                    await SendAsync("3");
                    Interlocked.Increment(ref _pongs);
                }

                break;
            case "6":
                break;
            default:
                await _incoming.Writer.WriteAsync(frame);
                break;
        }
    }
}
