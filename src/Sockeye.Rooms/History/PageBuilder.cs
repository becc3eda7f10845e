namespace Sockeye.History;

/// <summary>
/// The messages of a page. They go to clients as one packet, and these take ten attachments with it at most, as long as they are not told otherwise; and of objects that look
/// like placeholders only one kind is understood.
/// </summary>
internal sealed class PageBuilder(long maxBytes)
{
    private const int MaxAttachments = 10;

    private readonly List<RoomMessage> _messages = [];
    private long _bytes;
    private int _attachments;
    private bool _looksBinary;

    public int Count => _messages.Count;

    /// <returns>Whether it has a place. The first has one always.</returns>
    public bool TryAdd(ClusterPayload payload, RoomMessage message)
    {
        var bytes = _bytes + KeptEvent.BytesOf(payload);
        var attachments = _attachments + payload.Attachments.Count;
        var looksBinary = _looksBinary || KeptEvent.LooksBinary(payload);
        if (_messages.Count > 0 && (bytes > maxBytes || attachments > MaxAttachments || (looksBinary && attachments > 0)))
        {
            return false;
        }

        _bytes = bytes;
        _attachments = attachments;
        _looksBinary = looksBinary;
        _messages.Add(message);
        return true;
    }

    public IReadOnlyList<RoomMessage> ToMessages(bool isReversed)
    {
        if (isReversed)
        {
            _messages.Reverse();
        }

        return _messages;
    }
}
