namespace Sockeye.Engine.Delivery;

/// <summary>
/// Something to send, encoded once however many receive it: one message, or a text message and the binary messages that
/// belong to it, which always travel together. Immutable; sessions queue it by reference.
/// </summary>
public sealed class EncodedPacket
{
    /// <summary>Encodes one text message.</summary>
    /// <param name="text">The message as UTF-8, without the packet type of Engine.IO.</param>
    public static EncodedPacket FromText(ReadOnlySpan<byte> text) => throw new NotImplementedException();

    /// <summary>Encodes a text message and the binary messages that follow it.</summary>
    public static EncodedPacket FromText(ReadOnlySpan<byte> text, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) => throw new NotImplementedException();

    /// <summary>Encodes one binary message.</summary>
    public static EncodedPacket FromBinary(ReadOnlySpan<byte> data) => throw new NotImplementedException();

    /// <summary>The text message, without the packet type of Engine.IO; empty for a binary message.</summary>
    public ReadOnlyMemory<byte> Text => throw new NotImplementedException();

    /// <summary>The bytes that it takes in a session's outbox, framed for WebSocket.</summary>
    public int Size => throw new NotImplementedException();
}
