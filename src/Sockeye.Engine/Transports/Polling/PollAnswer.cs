using System.Buffers;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>The answer to a poll.</summary>
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

    /// <summary>Whether the packets come from the send queue of the session, and count against its limits until they are written.</summary>
    public bool IsQueue { get; }

    /// <summary>How many packets were taken from the send queue.</summary>
    public int Count { get; }

    /// <summary>How many bytes were taken from the send queue.</summary>
    public long Bytes { get; }

    /// <summary>Whether any of the packets may be compressed. If so, the whole answer may.</summary>
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

    /// <summary>
    /// The form of the payload for a client. Engine.IO v3 has a form of bytes, for binary messages to a client that can read it.
    /// </summary>
    public PayloadForm FormFor(WireFormat format)
    {
        switch (format)
        {
            case WireFormat.V3Base64:
                return PayloadForm.V3Text;
            case WireFormat.V3:
                for (int i = 0; i < _packets.Count; i++)
                {
                    if (_packets[i].HasBinary)
                    {
                        return PayloadForm.V3Bytes;
                    }
                }

                return PayloadForm.V3Text;
            default:
                return PayloadForm.V4;
        }
    }

    /// <summary>Gets the payload if it is a single packet.</summary>
    public bool TryGetSingle(PayloadForm form, out ReadOnlyMemory<byte> payload)
    {
        bool isSingle = _packets.Count == 1;
        payload = isSingle ? _packets[0].InPayload(form) : default;
        return isSingle;
    }

    public long GetLength(PayloadForm form)
    {
        long length = form == PayloadForm.V4 ? _packets.Count - 1 : 0;
        for (int i = 0; i < _packets.Count; i++)
        {
            length += _packets[i].InPayload(form).Length;
        }

        return length;
    }

    public void WriteTo(IBufferWriter<byte> writer, PayloadForm form)
    {
        for (int i = 0; i < _packets.Count; i++)
        {
            if (i > 0 && form == PayloadForm.V4)
            {
                writer.GetSpan(1)[0] = EnginePacket.Separator;
                writer.Advance(1);
            }

            writer.Write(_packets[i].InPayload(form).Span);
        }
    }

    public void Release() => _packets.Release();
}
