using Sockeye.Broadcasting;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Sockets;

/// <summary>Answers an event of a client that asked for it.</summary>
internal sealed class SocketAcknowledgement(Socket socket, long id) : Acknowledgement
{
    private int _sent;

    public override bool IsRequested => true;

    public override ValueTask SendAsync() => TryStart() is { } writer ? Send(writer) : default;

    public override ValueTask SendAsync<T1>(T1 arg1) => TryStart() is { } writer ? Send(writer.Add(arg1)) : default;

    public override ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2) => TryStart() is { } writer ? Send(writer.Add(arg1).Add(arg2)) : default;

    public override ValueTask SendAsync(params object?[] args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    public override ValueTask SendAsync(EventArguments args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    /// <summary>Answers with <c>{"error":{"message":"...","data":...}}</c>, if none was sent.</summary>
    /// <exception cref="Exception">The data cannot be written; nothing was sent.</exception>
    public void Refuse(string message, object? data)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddError(message, data));
        }
    }

    private PacketWriter? TryStart() => Volatile.Read(ref _sent) == 0 ? PacketWriter.Start(socket.Namespace) : null;

    private ValueTask Send(PacketWriter writer)
    {
        Answer(writer);
        return default;
    }

    private void Answer(PacketWriter writer)
    {
        // Written before it counts as sent: what cannot be written has answered nothing, and the client still gets the error of the handler that fails by it.
        var packet = writer.ToEncoded(PacketType.Ack, id);
        if (Interlocked.Exchange(ref _sent, 1) == 0)
        {
            socket.Namespace.Delivery.Answer(socket, packet);
        }
    }
}
