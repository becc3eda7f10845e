using System.Net.WebSockets;
using System.Text;

namespace Sockeye.Bench.Kestrel;

/// <summary>One client, speaking what <c>bench/loadgen/dialect_bare.c</c> says.</summary>
internal sealed class Connection(WebSocket socket, RoomTable rooms)
{
    private const int InitialBufferSize = 4096;

    private readonly Queue<Frame> _outbox = new();
    private readonly HashSet<string> _joined = [];
    private byte[] _buffer = new byte[InitialBufferSize];
    private bool _sending;

    public async Task RunAsync()
    {
        try
        {
            await ReceiveAllAsync();
        }
        catch (WebSocketException)
        {
            // The generator ends its connections with a reset.
        }
        finally
        {
            foreach (string room in _joined)
            {
                rooms.Leave(room, this);
            }
        }
    }

    /// <summary>Sends now if nothing else is being sent, else behind what is.</summary>
    public void Send(Frame frame)
    {
        lock (_outbox)
        {
            _outbox.Enqueue(frame);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        _ = DrainAsync();
    }

    private async Task DrainAsync()
    {
        try
        {
            while (TryTake(out Frame frame))
            {
                await socket.SendAsync(frame.Payload, frame.Type, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (WebSocketException)
        {
            // Gone: the receiving side sees it too, and cleans up.
        }
    }

    private bool TryTake(out Frame frame)
    {
        lock (_outbox)
        {
            _sending = _outbox.TryDequeue(out frame);
            return _sending;
        }
    }

    private async Task ReceiveAllAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += result.Count;
            if (!result.EndOfMessage)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
                continue;
            }

            Handle(_buffer.AsSpan(0, length), result.MessageType);
            length = 0;
        }
    }

    private void Handle(Span<byte> message, WebSocketMessageType type)
    {
        int space = message.IndexOf((byte)' ');
        ReadOnlySpan<byte> argument = message[(space + 1)..];
        if (type == WebSocketMessageType.Binary)
        {
            rooms.Say(Encoding.UTF8.GetString(message[..space]), new Frame(argument.ToArray(), type));
            return;
        }

        switch (message[0])
        {
            case (byte)'S':
                byte[] said = [(byte)'M', .. argument];
                rooms.Say(Encoding.UTF8.GetString(message[1..space]), new Frame(said, type));
                return;
            case (byte)'J':
                string joined = Encoding.UTF8.GetString(argument);
                _joined.Add(joined);
                rooms.Join(joined, this);
                break;
            case (byte)'L':
                string left = Encoding.UTF8.GetString(argument);
                _joined.Remove(left);
                rooms.Leave(left, this);
                break;
            case (byte)'C':
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                break;
        }

        message[0] = (byte)'A';
        Send(new Frame(message.ToArray(), type));
    }
}
