using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// The state for the binary converters of this thread. Serialization is synchronous, so the thread is the context. Code that enters a scope
/// restores the previous one, so that a converter of the application may serialize or deserialize in between.
/// </summary>
internal struct AttachmentScope
{
    [ThreadStatic]
    private static AttachmentScope s_current;

    private bool _isWriting;
    private bool _isPayload;
    private List<ReadOnlyMemory<byte>>? _outgoing;
    private ReadOnlyMemory<byte>[]? _incoming;

    /// <summary>Whether a packet that takes attachments is being written.</summary>
    public static bool IsWriting => s_current._isWriting;

    /// <summary>
    /// Whether the value that is being read came in a packet, so that nothing in it contains its own bytes
    /// (<see cref="SelfContainedJson"/>).
    /// </summary>
    public static bool IsPayload => s_current._isPayload;

    /// <summary>The attachments of the packet that is being read.</summary>
    public static ReadOnlySpan<ReadOnlyMemory<byte>> Incoming => s_current._incoming;

    public static AttachmentScope EnterWrite(List<ReadOnlyMemory<byte>>? attachments)
    {
        AttachmentScope previous = s_current;
        s_current = new AttachmentScope { _isWriting = true, _outgoing = attachments };
        return previous;
    }

    /// <summary>Begins to read a part of a packet.</summary>
    public static AttachmentScope EnterRead(ReadOnlyMemory<byte>[] attachments)
    {
        AttachmentScope previous = s_current;
        s_current = new AttachmentScope { _isPayload = true, _incoming = attachments };
        return previous;
    }

    /// <summary>Begins to read self-contained JSON.</summary>
    public static AttachmentScope EnterReadSelfContained()
    {
        AttachmentScope previous = s_current;
        s_current = default;
        return previous;
    }

    /// <summary>Restores the previous state.</summary>
    /// <returns>The attachments that were collected since.</returns>
    public static List<ReadOnlyMemory<byte>>? Exit(in AttachmentScope previous)
    {
        List<ReadOnlyMemory<byte>>? collected = s_current._outgoing;
        s_current = previous;
        return collected;
    }

    /// <summary>Adds an attachment to the packet that is being written.</summary>
    /// <returns>Its number.</returns>
    public static int Add(ReadOnlyMemory<byte> attachment)
    {
        ref AttachmentScope current = ref s_current;
        if (!current._isWriting)
        {
            throw new InvalidOperationException(
                $"These JSON options write binary values as attachments. Use them only through {nameof(ArgumentSerializer)}.");
        }

        current._outgoing ??= [];
        current._outgoing.Add(attachment);
        return current._outgoing.Count - 1;
    }

    /// <summary>Finds an attachment of the packet that is being read.</summary>
    public static ReadOnlyMemory<byte> Get(int number)
    {
        ReadOnlyMemory<byte>[] attachments = s_current._incoming ?? [];
        return (uint)number < (uint)attachments.Length
            ? attachments[number]
            : throw new JsonException("A placeholder has no attachment.");
    }
}
