namespace Sockeye.EventLoops;

/// <summary>
/// What the watchdog has seen of one loop. Twice in each interval it checks whether the loop is still in the same turn. The share of such
/// looks is the share of time that long turns take. This costs the loop nothing.
/// </summary>
internal sealed class LoopObserver(EventLoop loop)
{
    // In a window of this many looks, which is less than half a second, at least this many must find the loop in a long turn.
    private const int Window = 16;
    private const int MostHeld = 6;

    // A loop with more turns than this per look is not held up: if it is found in the same turn twice, it did not get a processor. But a
    // loop that waits inside a turn is held up.
    private const int ManyTurns = 25;

    private const int StuckAfter = 2;

    private static readonly TimeSpan ShortestAbsence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    private long _turn;
    private long _firstTurn;
    private int _looks;
    private int _held;
    private int _blocked;
    private int _strikes;
    private TimeSpan _absence = ShortestAbsence;
    private long _leftAt;
    private long _backAt;
    private TimeSpan _longTimeBefore;

    public EventLoop Loop { get; } = loop;

    /// <summary>Whether the loop was in a turn at the last look.</summary>
    public bool IsInTurn => _turn % 2 != 0;

    /// <summary>Whether the loop has done something since the previous look, or has to be looked at anyway.</summary>
    /// <param name="now">The time in milliseconds.</param>
    public bool Look(long now)
    {
        long turn = Loop.Turn;
        bool isHeld = turn == _turn && IsInTurn;
        bool isActive = isHeld || turn != _turn || Loop.IsElsewhere;
        _turn = turn;
        _strikes = isHeld ? _strikes + 1 : 0;
        if (_strikes >= StuckAfter && (_strikes - StuckAfter) % StuckAfter == 0)
        {
            // A rescue that found no thread is tried again. If there are several, one succeeds.
            Leave(now, "a handler blocks");
            Loop.TryRescue(turn);
        }

        if (Loop.IsElsewhere)
        {
            ComeBackIfPossible(now);
        }
        else if (++_looks >= Window)
        {
            bool hasFewTurns = turn - _firstTurn < 2L * ManyTurns * _looks;
            if ((hasFewTurns ? _held : _blocked) * (long)Window >= MostHeld * (long)_looks)
            {
                Leave(now, "handlers take most of the time");
            }

            BeginWindow();
        }

        return isActive;
    }

    /// <summary>Looks again after <see cref="LoopWatchdog.Long"/>.</summary>
    public void LookAgain()
    {
        if (IsInTurn && Loop.Turn == _turn)
        {
            _held++;
            _blocked += Loop.IsBlocked ? 1 : 0;
        }
    }

    /// <summary>Called when the watchdog has slept for the time of some looks, because nothing happened.</summary>
    public void Skip(int looks) => _looks += looks;

    private void BeginWindow()
    {
        _looks = 0;
        _held = 0;
        _blocked = 0;
        _firstTurn = _turn;
    }

    private void Leave(long now, string reason)
    {
        if (Loop.IsElsewhere)
        {
            return;
        }

        bool isRecent = _backAt != 0 && now - _backAt < LongestAbsence.TotalMilliseconds;
        _absence = !isRecent ? ShortestAbsence : _absence * 2 < LongestAbsence ? _absence * 2 : LongestAbsence;
        Stay(now);
        Loop.IsElsewhere = true;
        LoopDiagnostics.Left(reason, _absence);
    }

    private void Stay(long now)
    {
        _leftAt = now;
        _backAt = now + (long)_absence.TotalMilliseconds;
        _longTimeBefore = HandlerThreads.LongTime;
    }

    private void ComeBackIfPossible(long now)
    {
        if (now < _backAt)
        {
            return;
        }

        // If handlers took at least half of one loop's time there, they would do so here.
        if ((HandlerThreads.LongTime - _longTimeBefore).TotalMilliseconds * 2 > now - _leftAt)
        {
            _absence = _absence * 2 < LongestAbsence ? _absence * 2 : LongestAbsence;
            Stay(now);
            return;
        }

        BeginWindow();
        _strikes = 0;
        Loop.IsElsewhere = false;
        LoopDiagnostics.CameBack();
    }
}
