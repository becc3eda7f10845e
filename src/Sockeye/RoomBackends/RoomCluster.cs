using System.Text;

namespace Sockeye.RoomBackends;

/// <summary>
/// The servers that share rooms, as this one sees them: messages by topic, in the order of their sender. Those that this server sends itself do not come back to it.
/// </summary>
internal sealed class RoomCluster
{
    private const byte Version = (byte)'1';

    private readonly RoomChannel? _channel;
    private readonly Lock _gate = new();
    private volatile Dictionary<string, Action<string, ReadOnlyMemory<byte>>> _topics = new(StringComparer.Ordinal);

    public RoomCluster(RoomChannel? channel)
    {
        _channel = channel;
        Ready = channel?.StartAsync(ServerId, OnMessage) ?? Task.CompletedTask;
    }

    /// <summary>Another with each start.</summary>
    public string ServerId { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Completes when this server hears the others.</summary>
    public Task Ready { get; }

    /// <summary>Whether there can be other servers.</summary>
    public bool IsShared => _channel is not null;

    /// <summary>Listens to a topic: the id of the server that sent, and the payload, which is the handler's to keep.</summary>
    public void Listen(string topic, Action<string, ReadOnlyMemory<byte>> handler)
    {
        lock (_gate)
        {
            _topics = new(_topics, StringComparer.Ordinal) { [topic] = handler };
        }
    }

    /// <summary>Sends to the other servers, or to one of them. Nothing happens where there are none.</summary>
    /// <exception cref="ClusterPublishException">The engine did not take it.</exception>
    public ValueTask SendAsync(string topic, ReadOnlySpan<byte> payload, string? toServer = null)
    {
        if (_channel is null)
        {
            return default;
        }

        var header = Encoding.UTF8.GetBytes($"{(char)Version} {ServerId} {topic}\n");
        var message = new byte[header.Length + payload.Length];
        header.CopyTo(message, 0);
        payload.CopyTo(message.AsSpan(header.Length));
        return _channel.PublishAsync(message, toServer);
    }

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        var end = message.Span.IndexOf((byte)'\n');
        if (end < 0 || message.Span[0] != Version)
        {
            return;
        }

        var words = Encoding.UTF8.GetString(message.Span[..end]).Split(' ');
        if (words.Length == 3 && words[1] != ServerId && _topics.TryGetValue(words[2], out var handler))
        {
            handler(words[1], message[(end + 1)..]);
        }
    }
}
