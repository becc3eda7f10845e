namespace Sockeye.Engine.Sessions;

/// <summary>
/// Keeps the calls of a session's handler one at a time: the end of the session is told at once, or after the batch of
/// messages that runs. A mutable value, under the session's gate, but for <see cref="TellClosed"/>.
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

    /// <summary>What listens. Not there before the session is started.</summary>
    public IEngineSessionHandler? Handler
    {
        readonly get => _handler;
        set
        {
            _handler = value;
            TellsWriting = value?.ListensToWriting == true;
        }
    }

    /// <summary>Whether it wants to know of writing.</summary>
    public bool TellsWriting { get; private set; }

    /// <summary>Whether the handler may be in a call; so it is until the session is started, since none can be made before.</summary>
    public bool IsDispatching { get; private set; } = true;

    public void BeginDispatch() => IsDispatching = true;

    /// <returns>Whether the end is to be told now.</returns>
    public bool EndDispatch()
    {
        bool owed = _noticeOwed;
        IsDispatching = false;
        _noticeOwed = false;
        return owed;
    }

    /// <returns>Whether the end is to be told now.</returns>
    public bool SessionEnded(EngineCloseReason reason, string? description)
    {
        _reason = reason;
        _description = description;
        _noticeOwed = IsDispatching;
        return !IsDispatching;
    }

    public readonly void TellClosed() => Handler?.OnClosed(_reason, _description);
}
