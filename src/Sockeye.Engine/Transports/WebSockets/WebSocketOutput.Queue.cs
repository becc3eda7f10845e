using System.Buffers.Binary;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.WebSockets;

/// <content>
/// What waits to be written besides the packets of the session, and the order in which everything is sent. Guarded by the gate of the
/// session.
/// </content>
internal sealed partial class WebSocketOutput
{
    private EncodedPacket? _first = first;
    private EncodedPacket? _pong;
    private EncodedPacket? _close;

    /// <summary>Whether a close frame was queued. Nothing is sent after it.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Puts a packet in front of those of the session.</summary>
    public void QueueFirst(EncodedPacket packet)
    {
        lock (session.Gate)
        {
            _first = packet;
        }
    }

    /// <summary>Queues a pong. If several pongs wait, only the last one is sent, as the RFC allows.</summary>
    public void QueuePong(ReadOnlySpan<byte> payload)
    {
        lock (session.Gate)
        {
            if (!IsClosing)
            {
                _pong = EncodedPacket.FromFrame(Opcode.Pong, payload);
            }
        }
    }

    /// <summary>Queues a close frame, once.</summary>
    /// <returns>Whether it is the first close frame.</returns>
    public bool TryQueueClose(CloseStatus status)
    {
        lock (session.Gate)
        {
            if (IsClosing)
            {
                return false;
            }

            if (_state == OutputState.NotStarted && session.State == EngineSessionState.Closed)
            {
                // The session ended before it began, so the client does not learn of it. A session that is only closing still sends what is
                // queued.
                _first = null;
            }

            Span<byte> payload = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
            _close = EncodedPacket.FromFrame(Opcode.Close, status == CloseStatus.None ? [] : payload);
            IsClosing = true;
            return true;
        }
    }

    private bool HasUntaken => _first is not null || _pong is not null || _close is not null || (session.HasQueued && session.Transport == transport);

    private static void AddTo(ref Outbox batch, ref EncodedPacket? packet)
    {
        if (packet is not null)
        {
            batch.Add(packet);
            packet = null;
        }
    }

    private Outbox Take()
    {
        Outbox batch = default;
        _takenBytes = 0;
        _takenPackets = 0;
        if (_state == OutputState.Stopping)
        {
            return batch;
        }

        if (_first is not null)
        {
            AddTo(ref batch, ref _first);
            return batch;
        }

        if (session.HasQueued && session.Transport == transport)
        {
            batch = session.TakeQueued();
            _takenBytes = batch.Bytes;
            _takenPackets = batch.Count;
            batch.FrameFor(format);
        }

        AddTo(ref batch, ref _pong);
        AddTo(ref batch, ref _close);
        return batch;
    }
}
