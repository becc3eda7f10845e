using System.Threading.Channels;

namespace Sockeye.Client.Tests.Support;

/// <summary>A server of Engine.IO by polling, of which the test says what it sends: it opens a session, lets the client into the default namespace, and keeps what is posted.</summary>
internal sealed class PollingPeer : IAsyncDisposable
{
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly string _handshake;
    private readonly string _headers;

    public PollingPeer(string handshake = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""", string headers = "")
    {
        _handshake = handshake;
        _headers = headers;
        Server = RawServer.StartWaiting(AnswerAsync);
    }

    public RawServer Server { get; }

    /// <summary>The bodies that were posted.</summary>
    public Inbox<string> Posts { get; } = new();

    /// <summary>Answers the next poll.</summary>
    public void Send(string payload) => SendRaw(RawServer.Http(200, payload));

    /// <summary>Answers the next poll with all that HTTP is.</summary>
    public void SendRaw(string answer) => _answers.Writer.TryWrite(answer);

    /// <summary>A client of it, by polling.</summary>
    public SocketIOClient CreateClient(Action<SocketIOClientOptions>? configure = null) => new(Server.Url, options =>
    {
        options.Transports = [ClientTransport.Polling];
        options.Reconnection = false;
        configure?.Invoke(options);
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task<string?> AnswerAsync(RawRequest request)
    {
        if (request.Method == "POST")
        {
            if (request.Body == "40")
            {
                Send("""40{"sid":"a"}""");
            }
            else
            {
                Posts.Add(request.Body);
            }

            return RawServer.Http(200, "ok");
        }

        return request.Target.Contains("sid=", StringComparison.Ordinal) ? await _answers.Reader.ReadAsync() : RawServer.Http(200, _handshake, _headers);
    }
}
