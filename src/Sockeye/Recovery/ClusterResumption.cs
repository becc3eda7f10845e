namespace Sockeye.Recovery;

/// <summary>A session that the backend kept.</summary>
/// <param name="Session">The session.</param>
/// <param name="Stored">The same as the backend had it.</param>
/// <param name="Offset">The last position that the client has seen, or that at which its session began.</param>
/// <param name="Options">The bounds of what may be missed.</param>
internal sealed record ClusterResumption(RecoverySession Session, ClusterSession Stored, string Offset, RecoveryOptions Options) : Resumption(Session)
{
    /// <summary>What was missed, as the backend knows it up to <see cref="Position"/>.</summary>
    public List<LoggedEvent> Missed { get; } = [];

    /// <summary>How far the backend was asked.</summary>
    public string Position { get; private set; } = Offset;

    /// <summary>What came on this server since the backend was asked; without a position if the others were sent it before the backend showed it.</summary>
    public List<(string? Offset, ClusterMessage Message)> Since { get; } = [];

    /// <summary>Whether more was missed than a session may be sent: then nothing is collected any more.</summary>
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
        // What was sent without a position may be shown later.
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
