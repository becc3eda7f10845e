using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A connection of a client that sends the bytes it is told to; within TLS if the server has it.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client;

    private RawConnection(TcpClient client, Stream stream)
    {
        _client = client;
        Stream = stream;
    }

    public Stream Stream { get; }

    public Socket Socket => _client.Client;

    public static async Task<RawConnection> OpenAsync(EngineApp app, int? receiveBuffer = null)
    {
        var client = new TcpClient();
        if (receiveBuffer is int size)
        {
            client.ReceiveBufferSize = size;
        }

        await client.ConnectAsync(app.BaseUri.Host, app.BaseUri.Port).Within();
        if (!app.IsSecure)
        {
            return new RawConnection(client, client.GetStream());
        }

        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = EngineApp.IsOurs }).Within();
        return new RawConnection(client, tls);
    }

    public Task WriteAsync(byte[] bytes) => Stream.WriteAsync(bytes).AsTask().Within();

    public Task WriteAsync(string text) => WriteAsync(Encoding.ASCII.GetBytes(text));

    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await Stream.ReadExactlyAsync(bytes).AsTask().Within();
        return bytes;
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose()
    {
        // Not the stream: that would end TLS politely, where the tests want a connection that is just gone.
        _client.Dispose();
    }
}
