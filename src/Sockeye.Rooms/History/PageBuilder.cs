namespace Sockeye.History;

/// <summary>
/// The messages of a page. Clients get a page as one packet, and by default they accept at most ten attachments in it. Also, the objects in
/// one packet that look like placeholders must all be of one kind.
/// </summary>
internal sealed class PageBuilder(long maxBytes)
{
    private const int MaxAttachments = 10;

    private readonly List<RoomMessage> _messages = [];
    private long _bytes;
    private int _attachments;
    private bool _looksBinary;

    public int Count => _messages.Count;

    /// <returns>Whether the message fits into the page. The first one always does.</returns>
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
