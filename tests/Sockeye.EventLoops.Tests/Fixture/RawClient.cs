using System.Net;
using System.Net.Sockets;
using System.Text;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>A client that sends the bytes it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket)
    {
        _socket = socket;
        Stream = new NetworkStream(socket);
    }

    public NetworkStream Stream { get; }

    public EndPoint LocalEndPoint => _socket.LocalEndPoint!;

    public static async Task<RawClient> ConnectAsync(EndPoint endPoint, int? receiveBuffer = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (receiveBuffer is int size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(endPoint).Within();
        return new RawClient(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(byte[] bytes) => Stream.WriteAsync(bytes).Within();

    /// <summary>Sends a request without a body.</summary>
    public Task GetAsync(string path = "/", string headers = "") => SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");

    /// <summary>Sends the head of a request with a body.</summary>
    public Task PostAsync(long length, string path = "/", string headers = "") =>
        SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n");

    /// <summary>Reads the head of a response, and nothing of its body.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await Stream.ReadExactlyAsync(one).Within();
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async Task<string> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await Stream.ReadExactlyAsync(bytes).Within();
        return Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Reads until the connection is over.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        await Stream.CopyToAsync(all).Within();
        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Reads until the connection is over, also if it ends with a reset.</summary>
    /// <returns>How many bytes came.</returns>
    public async Task<long> DrainAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        try
        {
            while (await Stream.ReadAsync(buffer).Within() is > 0 and int read)
            {
                count += read;
            }
        }
        catch (IOException)
        {
            // A reset ends it too.
        }

        return count;
    }

    /// <summary>Sends a FIN: nothing more will come, but the client reads on.</summary>
    public void ShutDown() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose()
    {
        Stream.Dispose();
        _socket.Dispose();
    }
}
