using Sockeye.Broadcasting;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>Answers an event, once: the callback that the reference gives to handlers as their last argument.</summary>
public sealed class Acknowledgement
{
    private readonly Socket? _socket;
    private readonly long _id;
    private int _sent;

    internal Acknowledgement(Socket socket, long id)
    {
        _socket = socket;
        _id = id;
    }

    private Acknowledgement() => _sent = 1;

    /// <summary>Whether the client asked for an answer. If not, sending one does nothing.</summary>
    public bool IsRequested => _socket is not null;

    internal static Acknowledgement None { get; } = new();

    /// <summary>Answers without a value. Only the first answer is sent.</summary>
    public ValueTask SendAsync() => TryStart() is { } writer ? Send(writer) : default;

    /// <summary>Answers with one value. Only the first answer is sent.</summary>
    public ValueTask SendAsync<T1>(T1 arg1) => TryStart() is { } writer ? Send(writer.Add(arg1)) : default;

    /// <summary>Answers with two values. Only the first answer is sent.</summary>
    public ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2) => TryStart() is { } writer ? Send(writer.Add(arg1).Add(arg2)) : default;

    /// <summary>Answers with any number of values. Only the first answer is sent.</summary>
    public ValueTask SendAsync(params object?[] args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    /// <summary>Answers with arguments that were received, unchanged. Only the first answer is sent.</summary>
    public ValueTask SendAsync(EventArguments args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    /// <summary>Answers with <c>{"error":{"message":"...","data":...}}</c>, where an answer was asked for and none was sent.</summary>
    /// <exception cref="Exception">The data cannot be written; nothing was sent.</exception>
    internal void Refuse(string message, object? data)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddError(message, data));
        }
    }

    private PacketWriter? TryStart() => Volatile.Read(ref _sent) == 0 ? PacketWriter.Start(_socket!.Namespace) : null;

    private ValueTask Send(PacketWriter writer)
    {
        Answer(writer);
        return default;
    }

    private void Answer(PacketWriter writer)
    {
        // Written before it counts as sent: what cannot be written has answered nothing, and the client still gets the error of the handler that fails by it.
        var packet = writer.ToEncoded(PacketType.Ack, _id);
        if (Interlocked.Exchange(ref _sent, 1) == 0)
        {
            _socket!.Namespace.Delivery.Answer(_socket, packet);
        }
    }
}
