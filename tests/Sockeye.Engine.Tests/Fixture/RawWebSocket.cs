using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A client that sends the bytes it is told to.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private readonly RawConnection _connection;

    private RawWebSocket(RawConnection connection) => _connection = connection;

    public Socket Socket => _connection.Socket;

    public string ResponseHead { get; private set; } = "";

    public string? Sid { get; private set; }

    public static async Task<RawWebSocket> ConnectAsync(EngineApp app, string? sid = null, string extraHeaders = "", byte[]? together = null, int? receiveBuffer = null, string protocol = "EIO=4", int pieces = 1, string? host = null)
    {
        RawConnection connection = await RawConnection.OpenAsync(app, receiveBuffer);
        var raw = new RawWebSocket(connection);
        byte[] head = Encoding.ASCII.GetBytes(
            $"GET {EngineApp.Url("websocket", sid, protocol)} HTTP/1.1\r\nHost: {host ?? app.BaseUri.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extraHeaders}\r\n");
        connection.Socket.NoDelay = pieces > 1;
        foreach (byte[] piece in head.Concat(together ?? []).Chunk(((head.Length + (together?.Length ?? 0)) / pieces) + 1))
        {
            await raw.SendRawAsync(piece);
        }

        raw.ResponseHead = await raw.ReadHeadAsync();
        if (sid is null && raw.ResponseHead.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            raw.Sid = EngineApp.SidOf(Encoding.UTF8.GetString((await raw.ReadFrameAsync()).Payload));
        }

        return raw;
    }

    public static byte[] Frame(int first, byte[] payload, bool masked = true, long? announced = null)
    {
        var frame = new List<byte> { (byte)first };
        long length = announced ?? payload.Length;
        int mask = masked ? 0x80 : 0;
        if (length is >= 0 and < 126)
        {
            frame.Add((byte)(mask | (int)length));
        }
        else if (length is >= 0 and <= ushort.MaxValue)
        {
            frame.Add((byte)(mask | 126));
            frame.AddRange([(byte)(length >> 8), (byte)length]);
        }
        else
        {
            frame.Add((byte)(mask | 127));
            byte[] bytes = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(bytes, length);
            frame.AddRange(bytes);
        }

        byte[] key = [0x12, 0x34, 0x56, 0x78];
        if (masked)
        {
            frame.AddRange(key);
        }

        frame.AddRange(masked ? payload.Select((b, i) => (byte)(b ^ key[i & 3])) : payload);
        return [.. frame];
    }

    public static byte[] Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    public Task SendRawAsync(byte[] bytes) => _connection.WriteAsync(bytes);

    public Task SendAsync(string text) => SendRawAsync(Text(text));

    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        (int first, byte[] payload) = await ReadAnyFrameAsync();
        Assert.Equal(0x80, first & 0xf0);
        return (first & 0x0f, payload);
    }

    /// <summary>Reads a frame whatever its flags are.</summary>
    public async Task<(int First, byte[] Payload)> ReadAnyFrameAsync()
    {
        byte[] head = await ReadAsync(2);
        int length = head[1];
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
        }
        else if (length == 127)
        {
            length = (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
        }

        return (head[0], await ReadAsync(length));
    }

    /// <summary>Reads a binary message, in however many fragments it comes.</summary>
    public async Task<byte[]> ReadBinaryAsync()
    {
        var message = new List<byte>();
        int expected = 2;
        while (true)
        {
            (int first, byte[] payload) = await ReadAnyFrameAsync();
            Assert.Equal(expected, first & 0x7f);
            message.AddRange(payload);
            expected = 0;
            if ((first & 0x80) != 0)
            {
                return [.. message];
            }
        }
    }

    public async Task<string> ReadTextAsync()
    {
        (int opcode, byte[] payload) = await ReadFrameAsync();
        Assert.Equal(1, opcode);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Expects a close frame.</summary>
    /// <returns>Its status, or 0 where it has none.</returns>
    public async Task<int> ReadCloseAsync()
    {
        (int opcode, byte[] payload) = await ReadFrameAsync();
        Assert.Equal(8, opcode);
        return payload.Length == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    /// <summary>Expects the end of the connection.</summary>
    public async Task ReadEndAsync()
    {
        try
        {
            Assert.Equal(0, await _connection.Stream.ReadAsync(new byte[1]).Within());
        }
        catch (IOException)
        {
            // A reset ends it too.
        }
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset() => _connection.Reset();

    public void Dispose() => _connection.Dispose();

    public Task<byte[]> ReadAsync(int count) => _connection.ReadAsync(count);

    private async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        return head.ToString();
    }
}
