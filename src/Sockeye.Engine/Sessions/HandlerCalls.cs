namespace Sockeye.Engine.Sessions;

/// <summary>
/// Ensures that calls of a session's handler do not overlap: the handler is called for the end of the session at once, or after the batch
/// of messages that runs. A mutable value, guarded by the gate of the session, except <see cref="TellClosed"/>.
/// </summary>
internal struct HandlerCalls
{
    private IEngineSessionHandler? _handler;
    private EngineCloseReason _reason;
    private string? _description;
    private bool _noticeOwed;

    public HandlerCalls()
    {
    }

    /// <summary>The handler; <see langword="null"/> before the session is started.</summary>
    public IEngineSessionHandler? Handler
    {
        readonly get => _handler;
        set
        {
            _handler = value;
            TellsWriting = value?.ListensToWriting == true;
        }
    }

    /// <summary>Whether the handler wants to be called for writing.</summary>
    public bool TellsWriting { get; private set; }

    /// <summary>
    /// Whether the handler may be in a call. It is <see langword="true"/> until the session is started, because no call is possible before.
    /// </summary>
    public bool IsDispatching { get; private set; } = true;

    public void BeginDispatch() => IsDispatching = true;

    /// <returns>Whether the handler has to be called for the end now.</returns>
    public bool EndDispatch()
    {
        bool owed = _noticeOwed;
        IsDispatching = false;
        _noticeOwed = false;
        return owed;
    }

    /// <returns>Whether the handler has to be called for the end now.</returns>
    public bool SessionEnded(EngineCloseReason reason, string? description)
    {
        _reason = reason;
        _description = description;
        _noticeOwed = IsDispatching;
        return !IsDispatching;
    }

    public readonly void TellClosed() => Handler?.OnClosed(_reason, _description);
}
