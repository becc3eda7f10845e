using Sockeye.Protocol.SocketIO;

namespace Sockeye.Packets;

/// <summary>
/// A packet in the form in which it is sent: one message, and the attachments that may follow it. It is in buffers of the thread until it
/// is disposed of, so copy before that what you need for longer.
/// </summary>
internal readonly ref struct WrittenPacket
{
    private readonly PacketWriter? _writer;
    private readonly PrefixedBuffer? _encoded;

    /// <summary>Creates a packet from the buffer of a writer, with the header in front.</summary>
    public WrittenPacket(PacketWriter writer, int headerLength, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        _writer = writer;
        PayloadStart = headerLength;
        Form = attachments.IsEmpty ? EncodedForm.Text : EncodedForm.TextAndAttachments;
        Attachments = attachments;
    }

    /// <summary>Creates a packet from the output of a parser.</summary>
    /// <param name="encoded">The message, after one free byte.</param>
    /// <param name="form">The form that the parser returned.</param>
    /// <param name="attachments">The binary values of the packet.</param>
    /// <param name="writer">Holds the payload, if a writer has written it.</param>
    public WrittenPacket(PrefixedBuffer encoded, EncodedForm form, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, PacketWriter? writer)
    {
        _encoded = encoded;
        _writer = writer;
        Form = form;
        Attachments = attachments;
    }

    /// <summary>How the message is sent, and whether the attachments follow it as separate messages.</summary>
    public EncodedForm Form { get; }

    /// <summary>The binary values of the packet, whether they follow it or are inside the message.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>
    /// The index of the payload in the message; 0 if the payload is not in it unchanged, but only in <see cref="Payload"/>.
    /// </summary>
    public int PayloadStart { get; }

    /// <summary>The payload, if a <see cref="PacketWriter"/> has written it.</summary>
    public ReadOnlySpan<byte> Payload => _writer is null ? [] : _writer.Buffer.Written(0);

    /// <summary>The first message, usually the only one.</summary>
    public ReadOnlySpan<byte> Message => MessageBuffer.Written(PayloadStart);

    private PrefixedBuffer MessageBuffer => _encoded ?? _writer!.Buffer;

    /// <summary>The message with one more byte in front, the packet type of Engine.IO. It is added without a copy.</summary>
    public ReadOnlySpan<byte> MessageAfter(byte prefix)
    {
        MessageBuffer.Prefix(PayloadStart + 1)[0] = prefix;
        return MessageBuffer.Written(PayloadStart + 1);
    }

    /// <summary>Returns the buffers to the thread.</summary>
    public void Dispose()
    {
        if (_encoded is not null)
        {
            PacketEncoding.Return(_encoded);
        }

        _writer?.Return();
    }
}
