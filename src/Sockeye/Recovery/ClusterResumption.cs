namespace Sockeye.Recovery;

/// <summary>A session that the backend has kept.</summary>
/// <param name="Session">The session.</param>
/// <param name="Stored">The same session as the backend keeps it.</param>
/// <param name="Offset">The last position that the client has seen, or the position at which its session began.</param>
/// <param name="Options">The limits for missed events.</param>
internal sealed record ClusterResumption(RecoverySession Session, ClusterSession Stored, string Offset, RecoveryOptions Options) : Resumption(Session)
{
    /// <summary>The missed events that the backend knows, up to <see cref="Position"/>.</summary>
    public List<LoggedEvent> Missed { get; } = [];

    /// <summary>The position up to which the backend has been read.</summary>
    public string Position { get; private set; } = Offset;

    /// <summary>
    /// The events that arrived at this server after the backend was read. An event has no position if the sockets got it before the backend
    /// showed it.
    /// </summary>
    public List<(string? Offset, ClusterMessage Message)> Since { get; } = [];

    /// <summary>Whether more events were missed than a session may be sent. If so, no more are collected.</summary>
    public bool IsTooMuch { get; private set; }

    private long Bytes { get; set; }

    public void AddMissed(LoggedEvents read)
    {
        foreach (var missed in read.Events)
        {
            if (TryCount(missed.Message))
            {
                Missed.Add(missed);
            }
        }

        Position = read.Position;
    }

    public void AddSince(string? offset, ClusterMessage message)
    {
        // An event that was sent without a position may be shown by the backend later.
        var known = offset is null ? -1 : Since.FindIndex(item => item.Offset is null && item.Message.Payload.Json.Span.SequenceEqual(message.Payload.Json.Span));
        if (known >= 0)
        {
            Since[known] = (offset, message);
        }
        else if (TryCount(message))
        {
            Since.Add((offset, message));
        }
    }

    private bool TryCount(ClusterMessage message)
    {
        if (IsTooMuch || !IsFor(message))
        {
            return false;
        }

        Bytes += message.Payload.Json.Length + message.Payload.Attachments.Sum(static attachment => (long)attachment.Length);
        IsTooMuch = Bytes > Options.MaxBytesPerSession || Missed.Count + Since.Count >= Options.MaxPackets;
        if (IsTooMuch)
        {
            Missed.Clear();
            Since.Clear();
        }

        return !IsTooMuch;
    }

    private bool IsFor(ClusterMessage message) =>
        message.RequestId is null && !message.Options.Flags.Volatile
        && (message.Options.Rooms.Count == 0 || Session.IsInAny(message.Options.Rooms)) && !Session.IsInAny(message.Options.Except);
}
