using Sockeye.Packets;

namespace Sockeye.Sockets;

/// <summary>Answers an event with a packet, once.</summary>
internal abstract class PacketAcknowledgement : Acknowledgement
{
    private int _sent;

    public override bool IsRequested => true;

    public override ValueTask SendAsync() => TryStart() is { } writer ? Send(writer) : default;

    public override ValueTask SendAsync<T1>(T1 arg1) => TryStart() is { } writer ? Send(writer.Add(arg1)) : default;

    public override ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2) => TryStart() is { } writer ? Send(writer.Add(arg1).Add(arg2)) : default;

    public override ValueTask SendAsync(params object?[] args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    public override ValueTask SendAsync(EventArguments args) => TryStart() is { } writer ? Send(writer.AddAll(args)) : default;

    /// <summary>Begins the answer.</summary>
    protected abstract PacketWriter Start();

    /// <summary>
    /// Ends the packet, and sends it if <see cref="TryAnswer"/> lets it. In this order: what cannot be written has answered nothing, and the one who asked still gets the error of the
    /// listener that fails by it.
    /// </summary>
    protected abstract void Answer(PacketWriter writer);

    /// <summary>Begins the answer, unless one was sent.</summary>
    protected PacketWriter? TryStart() => Volatile.Read(ref _sent) == 0 ? Start() : null;

    /// <summary>Whether this is the first answer; nothing else is one from then on.</summary>
    protected bool TryAnswer() => Interlocked.Exchange(ref _sent, 1) == 0;

    private ValueTask Send(PacketWriter writer)
    {
        Answer(writer);
        return default;
    }
}
