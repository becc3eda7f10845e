using Sockeye.Packets;

namespace Sockeye.Sockets;

/// <summary>Answers an event with a packet, once.</summary>
internal abstract class PacketAcknowledgement : Acknowledgement
{
    private int _sent;

    public override bool IsRequested => true;

    public override void Send()
    {
        if (TryStart() is { } writer)
        {
            Answer(writer);
        }
    }

    public override void Send<T1>(T1 arg1)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.Add(arg1));
        }
    }

    public override void Send<T1, T2>(T1 arg1, T2 arg2)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.Add(arg1).Add(arg2));
        }
    }

    public override void Send(params object?[] args)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddAll(args));
        }
    }

    public override void Send(EventArguments args)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddAll(args));
        }
    }

    /// <summary>Answers with <c>{"error":{"message":"...","data":...}}</c>, if no answer was sent.</summary>
    /// <exception cref="Exception">The data cannot be written; nothing was sent.</exception>
    public void Refuse(string message, object? data)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddError(message, data));
        }
    }

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
}
