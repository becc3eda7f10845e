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
    /// <exception cref="Exception">The data cannot be written. Nothing was sent.</exception>
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
    /// Finishes the packet, and sends it if <see cref="TryAnswer"/> allows it. The order matters: a value that cannot be written has not
    /// answered anything, and the sender still gets the error of the listener that fails because of it.
    /// </summary>
    protected abstract void Answer(PacketWriter writer);

    /// <summary>Begins the answer. Returns <see langword="null"/> if an answer was sent already.</summary>
    protected PacketWriter? TryStart() => Volatile.Read(ref _sent) == 0 ? Start() : null;

    /// <summary>Whether this is the first answer. After this call, others are not.</summary>
    protected bool TryAnswer() => Interlocked.Exchange(ref _sent, 1) == 0;
}
