using System.Buffers;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Transports;

/// <summary>What a poll is answered with.</summary>
internal sealed class PollAnswer
{
    private Outbox _packets;

    private PollAnswer(Outbox packets, bool isQueue)
    {
        _packets = packets;
        IsQueue = isQueue;
        Count = packets.Count;
        Bytes = packets.Bytes;
    }

    /// <summary>Whether the packets come from the session's outbox, and count against its limits until they are written.</summary>
    public bool IsQueue { get; }

    /// <summary>How many packets were taken from the outbox.</summary>
    public int Count { get; }

    /// <summary>How many bytes were taken from the outbox.</summary>
    public long Bytes { get; }

    /// <summary>Whether any of the packets may be compressed; the answer is, then, as a whole.</summary>
    public bool IsCompressible
    {
        get
        {
            for (int i = 0; i < _packets.Count; i++)
            {
                if (_packets[i].IsCompressible)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public static PollAnswer Of(EncodedPacket packet)
    {
        Outbox packets = default;
        packets.Add(packet);
        return new PollAnswer(packets, isQueue: false);
    }

    public static PollAnswer OfQueue(Outbox packets) => new(packets, isQueue: true);

    public long GetLength()
    {
        long length = _packets.Count - 1;
        for (int i = 0; i < _packets.Count; i++)
        {
            length += _packets[i].PollingForm.Length;
        }

        return length;
    }

    public void WriteTo(IBufferWriter<byte> writer)
    {
        for (int i = 0; i < _packets.Count; i++)
        {
            if (i > 0)
            {
                writer.GetSpan(1)[0] = EnginePacket.Separator;
                writer.Advance(1);
            }

            writer.Write(_packets[i].PollingForm.Span);
        }
    }

    public void Release() => _packets.Release();
}
