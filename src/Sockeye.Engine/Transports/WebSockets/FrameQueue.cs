using System.Buffers.Binary;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// What a WebSocket has to write, in order: its own first packet, the packets of the session, a pong, the close frame.
/// All of it under the session's gate. A mutable value: part of its transport.
/// </summary>
internal struct FrameQueue
{
    private readonly WireFormat _format;
    private EncodedPacket? _first;
    private EncodedPacket? _pong;
    private EncodedPacket? _close;
    private long _takenBytes;
    private int _takenPackets;
    private Proof _proof;

    public FrameQueue(WireFormat format, EncodedPacket? first)
    {
        _format = format;
        _first = first;
    }

    // Which answer of the client would show that it has read all that was written.
    private enum Proof
    {
        None,
        AnyMessage,
        Pong,
    }

    /// <summary>Whether there is anything but the packets of the session.</summary>
    public readonly bool HasOwn => _first is not null || _pong is not null || _close is not null;

    /// <summary>Whether a close frame was queued: nothing comes after it.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Puts a packet before those of the session.</summary>
    public void SetFirst(EncodedPacket? packet) => _first = packet;

    /// <summary>Of several pongs that wait only the last is sent, as the RFC allows.</summary>
    public void SetPong(ReadOnlySpan<byte> payload)
    {
        if (!IsClosing)
        {
            _pong = EncodedPacket.FromFrame(Opcode.Pong, payload);
        }
    }

    public void SetClose(CloseStatus status)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        _close = EncodedPacket.FromFrame(Opcode.Close, status == CloseStatus.None ? [] : payload);
        IsClosing = true;
    }

    /// <summary>Whether a message that came just now shows that everything written before has left the server.</summary>
    /// <param name="isPong">Whether it is a pong of Engine.IO.</param>
    public readonly bool IsProof(bool isPong) => _proof == Proof.AnyMessage || (_proof == Proof.Pong && isPong);

    /// <summary>How many packets of the session were taken last.</summary>
    public readonly int Taken => _takenPackets;

    /// <summary>What was taken last has been handed to the network.</summary>
    public void Written(EngineSession session)
    {
        session.Written(_takenBytes, _takenPackets);
        _takenBytes = 0;
        _takenPackets = 0;
    }

    /// <summary>Takes what is to be written next; empty where that is nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="takesQueued">Whether its packets leave this way.</param>
    public Outbox Take(EngineSession session, bool takesQueued)
    {
        Outbox batch = default;
        Proof proof = Proof.None;
        if (_first is not null)
        {
            batch.Add(_first);
            _first = null;
            proof = Proof.AnyMessage;
        }
        else
        {
            if (takesQueued && session.HasQueued)
            {
                batch = session.TakeQueued();
                _takenBytes = batch.Bytes;
                _takenPackets = batch.Count;
                batch.FrameFor(_format);
                proof = batch[batch.Count - 1] == ControlPackets.Ping ? Proof.Pong : Proof.None;
            }

            AddControl(ref batch, ref _pong, ref proof);
            AddControl(ref batch, ref _close, ref proof);
        }

        if (!batch.IsEmpty)
        {
            _proof = proof;
        }

        return batch;
    }

    private static void AddControl(ref Outbox batch, ref EncodedPacket? packet, ref Proof proof)
    {
        if (packet is not null)
        {
            batch.Add(packet);
            packet = null;
            proof = Proof.None;
        }
    }
}
