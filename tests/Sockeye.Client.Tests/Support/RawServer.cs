using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Client.Tests.Support;

/// <summary>A server that answers with any bytes: what proxies, other servers and hostile ones do.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Func<RawRequest, Task<string?>> _answer;
    private readonly Task _accepting;
    private int _accepted;

    private RawServer(Func<RawRequest, Task<string?>> answer)
    {
        _answer = answer;
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>How many connections have come.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many connections are open.</summary>
    public int Open => _open.Count;

    /// <summary>All requests, in order.</summary>
    public ConcurrentQueue<RawRequest> Requests { get; } = new();

    /// <summary>Starts one whose answers may wait.</summary>
    /// <param name="answer">Gives the whole answer, in Latin-1; <see langword="null"/> closes the connection.</param>
    public static RawServer StartWaiting(Func<RawRequest, Task<string?>> answer) => new(answer);

    /// <summary>Starts one.</summary>
    /// <param name="answer">Gives the whole answer, in Latin-1; <see langword="null"/> closes the connection.</param>
    public static RawServer Start(Func<RawRequest, string?> answer) => new(request => Task.FromResult(answer(request)));

    /// <summary>An answer of HTTP.</summary>
    public static string Http(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body))}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }

        await _accepting.Within();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _accepted);
                _open[client] = true;
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            while (await ReadAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                if (await AnswerAsync(client, request) is not { } answer)
                {
                    return;
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
        catch (Exception)
        {
            // The client has gone, the server ends, or what came is no HTTP but TLS.
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
        }
    }

    // An answer that waits is not waited for when the client goes.
    private async Task<string?> AnswerAsync(TcpClient client, RawRequest request)
    {
        var answering = _answer(request);
        while (!answering.IsCompleted)
        {
            if (client.Client.Poll(0, SelectMode.SelectRead) && client.Available == 0)
            {
                return null;
            }

            await Task.WhenAny(answering, Task.Delay(5));
        }

        return await answering;
    }

    private static async Task<RawRequest?> ReadAsync(NetworkStream stream)
    {
        var head = await ReadHeadAsync(stream);
        if (head is null)
        {
            return null;
        }

        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var at = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..at]] = line[(at + 1)..].Trim();
        }

        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), null)];
        await stream.ReadExactlyAsync(body);
        var first = lines[0].Split(' ');
        return new RawRequest(first[0], first[1], headers, Encoding.UTF8.GetString(body), stream);
    }

    private static async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            if (await stream.ReadAsync(one) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
