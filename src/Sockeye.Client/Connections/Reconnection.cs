namespace Sockeye.Client.Connections;

/// <summary>
/// Decides when a client opens its connection, waits or gives up, like the <c>Manager</c> of socket.io-client. It has no I/O, threads or
/// clock: its methods say what has happened, and return what to do.
/// </summary>
/// <param name="isOn">Whether the client reconnects by itself.</param>
/// <param name="most">The maximum number of attempts to reconnect.</param>
/// <param name="backoff">The waits.</param>
internal sealed class Reconnection(bool isOn, int most, Backoff backoff)
{
    public ReconnectionPhase Phase { get; private set; }

    /// <summary>Whether the present or the next attempt is one to reconnect.</summary>
    public bool IsReconnecting { get; private set; }

    /// <summary>The number of the attempt to reconnect, starting at 1.</summary>
    public int Attempt => backoff.Attempts;

    /// <summary>How long to wait, after <see cref="ReconnectionStep.Wait"/>.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>A socket wants to connect. If the client already waits for its next attempt, it continues to wait.</summary>
    public ReconnectionStep Start()
    {
        if (Phase != ReconnectionPhase.Idle)
        {
            return ReconnectionStep.None;
        }

        Phase = ReconnectionPhase.Opening;
        return ReconnectionStep.Open;
    }

    /// <summary>The wait is over.</summary>
    public ReconnectionStep Elapsed()
    {
        if (Phase != ReconnectionPhase.Waiting)
        {
            return ReconnectionStep.None;
        }

        Phase = ReconnectionPhase.Opening;
        return ReconnectionStep.Open;
    }

    /// <summary>The connection has opened.</summary>
    /// <returns>The number of attempts that it took to reconnect; 0 if the client was not reconnecting.</returns>
    public int Opened()
    {
        var attempts = IsReconnecting ? backoff.Attempts : 0;
        Phase = ReconnectionPhase.Open;
        IsReconnecting = false;
        backoff.Reset();
        return attempts;
    }

    /// <summary>The attempt failed, or the connection was lost.</summary>
    /// <param name="chance">A random number from 0 up to 1, for the length of the wait.</param>
    public ReconnectionStep Lost(double chance)
    {
        if (!isOn)
        {
            Phase = ReconnectionPhase.Idle;
            return ReconnectionStep.None;
        }

        if (backoff.Attempts >= most)
        {
            Rest();
            return ReconnectionStep.GiveUp;
        }

        Phase = ReconnectionPhase.Waiting;
        IsReconnecting = true;
        Delay = backoff.Next(chance);
        return ReconnectionStep.Wait;
    }

    /// <summary>No socket wants to be connected any more.</summary>
    public ReconnectionStep Stop()
    {
        var wasIdle = Phase == ReconnectionPhase.Idle;
        Rest();
        return wasIdle ? ReconnectionStep.None : ReconnectionStep.Close;
    }

    private void Rest()
    {
        Phase = ReconnectionPhase.Idle;
        IsReconnecting = false;
        backoff.Reset();
    }
}
