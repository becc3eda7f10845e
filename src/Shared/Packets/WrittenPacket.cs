using Sockeye.Protocol.SocketIO;

namespace Sockeye.Packets;

/// <summary>
/// A packet as it is sent: one message, and the attachments that may follow it. It stands in buffers of the thread until it is disposed: what is needed longer is copied before.
/// </summary>
internal readonly ref struct WrittenPacket
{
    private readonly PacketWriter? _writer;
    private readonly PrefixedBuffer? _encoded;

    /// <summary>Takes what the writer's buffer has, with the header in front of it.</summary>
    public WrittenPacket(PacketWriter writer, int headerLength, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        _writer = writer;
        PayloadStart = headerLength;
        Form = attachments.IsEmpty ? EncodedForm.Text : EncodedForm.TextAndAttachments;
        Attachments = attachments;
    }

    /// <summary>Takes what a parser has made of a packet.</summary>
    /// <param name="encoded">The message, behind a byte that is free.</param>
    /// <param name="form">What the parser says of it.</param>
    /// <param name="attachments">The binary values of the packet.</param>
    /// <param name="writer">Has the payload, if a writer has written it.</param>
    public WrittenPacket(PrefixedBuffer encoded, EncodedForm form, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, PacketWriter? writer)
    {
        _encoded = encoded;
        _writer = writer;
        Form = form;
        Attachments = attachments;
    }

    /// <summary>How the message is sent, and whether the attachments follow it as messages of their own.</summary>
    public EncodedForm Form { get; }

    /// <summary>The binary values of the packet, whether they follow or are in the message.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>Where the payload begins in the message. 0: it is not in there as it is, but only in <see cref="Payload"/>.</summary>
    public int PayloadStart { get; }

    /// <summary>The payload, if a <see cref="PacketWriter"/> has written it.</summary>
    public ReadOnlySpan<byte> Payload => _writer is null ? [] : _writer.Buffer.Written(0);

    /// <summary>The first message, usually the only one.</summary>
    public ReadOnlySpan<byte> Message => MessageBuffer.Written(PayloadStart);

    private PrefixedBuffer MessageBuffer => _encoded ?? _writer!.Buffer;

    /// <summary>The message with one more byte in front, put there without a copy: the packet type of Engine.IO.</summary>
    public ReadOnlySpan<byte> MessageAfter(byte prefix)
    {
        MessageBuffer.Prefix(PayloadStart + 1)[0] = prefix;
        return MessageBuffer.Written(PayloadStart + 1);
    }

    /// <summary>Gives the buffers back to the thread.</summary>
    public void Dispose()
    {
        if (_encoded is not null)
        {
            PacketEncoding.Return(_encoded);
        }

        _writer?.Return();
    }
}
