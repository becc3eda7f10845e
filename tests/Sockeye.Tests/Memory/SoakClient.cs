using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Tests.Memory;

/// <summary>As little of a client as will do, so that the time goes to the server: one connection of either transport that joins the main namespace.</summary>
internal abstract class SoakClient
{
    public static async Task<SoakClient> ConnectAsync(Uri server, HttpClient http, TestTransport transport)
    {
        SoakClient client = transport == TestTransport.Polling ? new Polling(server, http) : new WebSocket(server);
        await client.JoinAsync();
        return client;
    }

    /// <summary>Ends the connection in an orderly way.</summary>
    public abstract Task CloseAsync();

    /// <summary>Goes without a word, where the transport can tell.</summary>
    public abstract Task BreakAsync();

    protected abstract Task JoinAsync();

    private sealed class Polling(Uri server, HttpClient http) : SoakClient
    {
        private Uri _url = new(server, "/socket.io/?EIO=4&transport=polling");

        public override Task CloseAsync() => PostAsync("41\x1e" + "1");

        public override Task BreakAsync() => PostAsync("9");

        protected override async Task JoinAsync()
        {
            var open = await http.GetStringAsync(_url);
            _url = new Uri($"{_url}&sid={open.Split('"')[3]}");
            await PostAsync("40");
            var got = string.Empty;
            while (!got.Contains("40{", StringComparison.Ordinal))
            {
                got += await http.GetStringAsync(_url);
            }
        }

        private async Task PostAsync(string payload)
        {
            using var body = new StringContent(payload);
            using var response = await http.PostAsync(_url, body);
        }
    }

    private sealed class WebSocket(Uri server) : SoakClient, IDisposable
    {
        private static readonly byte[] Upgrade =
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"u8
                .ToArray();

        // Masked with zeros: text "40", and a close with status 1000.
        private static readonly byte[] Join = [0x81, 0x82, 0, 0, 0, 0, (byte)'4', (byte)'0'];
        private static readonly byte[] Close = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8];

        private readonly System.Net.Sockets.Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public override async Task CloseAsync()
        {
            await _socket.SendAsync(Close);
            var rest = new byte[256];
            while (await _socket.ReceiveAsync(rest) > 0)
            {
            }

            Dispose();
        }

        public override Task BreakAsync()
        {
            _socket.LingerState = new LingerOption(true, 0);
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose() => _socket.Dispose();

        protected override async Task JoinAsync()
        {
            await _socket.ConnectAsync(IPAddress.Loopback, server.Port);
            await _socket.SendAsync(Upgrade);
            var buffer = new byte[1024];
            var length = await ReadUntilAsync(buffer, 0, "\"maxPayload\"");
            await _socket.SendAsync(Join);
            await ReadUntilAsync(buffer, length, "40{");
        }

        private async Task<int> ReadUntilAsync(byte[] buffer, int length, string text)
        {
            var from = length;
            while (!Encoding.Latin1.GetString(buffer, from, length - from).Contains(text, StringComparison.Ordinal))
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(length));
                Assert.NotEqual(0, read);
                length += read;
            }

            return length;
        }
    }
}
