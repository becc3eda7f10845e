namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Decodes the messages of one connection into packets. It holds at most one incomplete packet, within limits, and does not throw for
/// invalid input.
/// </summary>
public abstract class PacketDecoder
{
    /// <summary>The error in the last bytes, if <see cref="Decode"/> returned <see cref="DecodeStatus.Invalid"/>.</summary>
    public PacketError Error { get; protected set; }

    /// <summary>Whether a packet waits for attachments.</summary>
    public abstract bool IsIncomplete { get; }

    /// <summary>Decodes one message.</summary>
    /// <param name="data">The message: UTF-8 text, or bytes.</param>
    /// <param name="isBinary">Whether it is a binary message.</param>
    /// <param name="packet">The packet, if the result is <see cref="DecodeStatus.Complete"/>.</param>
    public abstract DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Packet packet);

    /// <summary>Drops an incomplete packet and releases what it holds.</summary>
    public abstract void Reset();
}
