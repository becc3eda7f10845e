using Sockeye.Diagnostics;
using Sockeye.History;
using Sockeye.Randomness;
using Sockeye.Timing;

namespace Sockeye.Once;

/// <summary>
/// Handles things that all servers of a cluster hear of, but that only one of them should handle. The server that caused a thing claims it
/// at once. The others check a little later whether it is done, and take over if its lease has expired.
/// </summary>
/// <remarks>
/// A handler runs at least once: it runs before the store learns that the thing is done. In the other order, a server that dies in between
/// would leave it undone. The token of a handler is cancelled before its lease ends in the store, because the time of the token begins
/// before the claim is sent.
/// </remarks>
internal sealed class OnceHandler<T> : IDisposable
{
    // Most handlers are done within this time, so that the other servers ask the store only once.
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(1);

    /// <summary>How long a call waits for the store.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Namespace _namespace;
    private readonly ClaimStore _claims;
    private readonly string _name;
    private readonly Func<T, CancellationToken, Task> _handler;
    private readonly OnceOptions _options;
    private readonly OnceLane<T>[] _lanes;
    private readonly PriorityQueue<OnceItem<T>, long> _waiting = new();
    private readonly LogSampler _sampler;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly ulong _salt = (ulong)RandomSource.Int64();
    private readonly Timer _timer;
    private int _count;

    public OnceHandler(Namespace ns, string name, Func<T, CancellationToken, Task> handler, OnceOptions options)
    {
        _namespace = ns;
        _claims = ns.Server.RoomBackend.Claims;
        _name = name;
        _handler = handler;
        _options = options;
        _lanes = [.. Enumerable.Range(0, options.MaxConcurrency).Select(static _ => new OnceLane<T>())];
        _sampler = new LogSampler(Time);
        _timer = new Timer(this);
    }

    /// <summary>The name under which failures of the handler are reported.</summary>
    private string Name => "once: " + _name;

    private TimeProvider Time => _namespace.Server.Time;

    /// <summary>Adds something to handle. Called without locks. No handler runs before this returns.</summary>
    /// <param name="id">Identifies it on all servers.</param>
    /// <param name="room">The name of the room that it belongs to.</param>
    /// <param name="value">The argument of the handler.</param>
    /// <param name="isOwn">Whether this server has caused it.</param>
    public void Add(string id, string room, T value, bool isOwn)
    {
        var key = $"{_name}:{id}";
        lock (_gate)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            if (_count < _options.MaxPending)
            {
                _count++;
                var item = new OnceItem<T>(key, LaneOf(room), value);
                if (isOwn)
                {
                    Enqueue(item);
                }
                else
                {
                    Wait(item, HeadStart);
                }

                return;
            }
        }

        _namespace.Server.Metrics.OnceEnded(_namespace, _name, OnceOutcome.Dropped);
        if (_sampler.ShouldWrite(_name, out var skipped))
        {
            OnceLog.Dropped(_namespace.Server.Logger, key, _namespace.Name, _options.MaxPending, skipped);
        }
    }

    /// <summary>Cancels running handlers and releases their claims, as if they had not begun.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            _namespace.Server.Timers.Cancel(_timer);
        }

        // This runs callbacks that handlers have registered, so it is called without the lock.
        _closing.Cancel();
    }

    // The hash is seeded: clients choose names of rooms and must not be able to choose the lane, and the simulation must be able to repeat
    // the choice.
    private OnceLane<T> LaneOf(string room)
    {
        var hash = _salt;
        foreach (var letter in room)
        {
            hash = (hash ^ letter) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return _lanes[hash % (ulong)_lanes.Length];
    }

    /// <summary>Adds an item to its lane. Call it under the lock.</summary>
    private void Enqueue(OnceItem<T> item)
    {
        item.Lane.Items.Enqueue(item);
        if (!item.Lane.IsRunning)
        {
            item.Lane.IsRunning = true;
            _ = RunAsync(item.Lane);
        }
    }

    /// <summary>Looks at an item again later. Call it under the lock.</summary>
    private void Wait(OnceItem<T> item, TimeSpan delay)
    {
        _waiting.Enqueue(item, Time.GetTimestamp() + (long)(delay.TotalSeconds * Time.TimestampFrequency));
        if (_waiting.Peek() == item)
        {
            _namespace.Server.Timers.Schedule(_timer, delay);
        }
    }

    private void OnElapsed()
    {
        lock (_gate)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            var now = Time.GetTimestamp();
            while (_waiting.TryPeek(out var item, out var due))
            {
                if (due > now)
                {
                    _namespace.Server.Timers.Schedule(_timer, Time.GetElapsedTime(now, due));
                    return;
                }

                _waiting.Dequeue();
                Enqueue(item);
            }
        }
    }

    private async Task RunAsync(OnceLane<T> lane)
    {
        // The caller, which has added the item under a lock, must continue first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            OnceItem<T>? item;
            lock (_gate)
            {
                if (_closing.IsCancellationRequested || !lane.Items.TryDequeue(out item))
                {
                    lane.IsRunning = false;
                    return;
                }
            }

            var again = await LookAsync(item);
            lock (_gate)
            {
                if (again is { } delay && !_closing.IsCancellationRequested)
                {
                    Wait(item, delay);
                }
                else
                {
                    _count--;
                }
            }
        }
    }

    /// <returns>The time until the next look; <see langword="null"/> if nothing is left to do.</returns>
    private async Task<TimeSpan?> LookAsync(OnceItem<T> item)
    {
        if (item.IsHandled)
        {
            return await CompleteAsync(item);
        }

        var began = Time.GetTimestamp();
        ClaimResult claim;
        try
        {
            claim = await BoundedWait.For(_claims.TryClaimAsync(_namespace.Name, item.Key, item.Claimant, _options.Lease, _options.Memory).AsTask(), LongestWait, Time);
        }
        catch (Exception)
        {
            // The store is not reachable.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
            return _options.RetryDelay;
        }

        if (claim.Status != ClaimStatus.Claimed)
        {
            return claim.Status == ClaimStatus.Busy ? claim.Left : null;
        }

        // Servers may have died while handling it.
        if (claim.Attempt <= _options.MaxAttempts && await HandleAsync(item, _options.Lease - Time.GetElapsedTime(began)))
        {
            _namespace.Server.Metrics.OnceEnded(_namespace, _name, OnceOutcome.Handled);
            return await CompleteAsync(item);
        }

        if (_closing.IsCancellationRequested)
        {
            // The handler was stopped and has not failed. Several deployments during one change must not use up its attempts.
            await ReleaseAsync(item, counts: false);
            return null;
        }

        if (claim.Attempt >= _options.MaxAttempts)
        {
            _namespace.Server.Metrics.OnceEnded(_namespace, _name, OnceOutcome.GivenUp);
            OnceLog.GivenUp(_namespace.Server.Logger, item.Key, _namespace.Name, _options.MaxAttempts);
            return await CompleteAsync(item);
        }

        _namespace.Server.Metrics.OnceEnded(_namespace, _name, OnceOutcome.Failed);
        await ReleaseAsync(item, counts: true);
        item.BeginAgain();
        return _options.RetryDelay;
    }

    /// <returns>Whether the handler has succeeded in time.</returns>
    private async Task<bool> HandleAsync(OnceItem<T> item, TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // The source is not linked and has no time-out of its own, because callbacks that handlers register for the token may throw, and
        // these exceptions have to end here.
        var ends = new CancellationTokenSource();
        using var closing = _closing.Token.UnsafeRegister(_ => Cancel(ends), null);
        try
        {
            return await BoundedWait.For(CallAsync(item.Value, ends.Token), left, Time);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure(Name, exception);

            // If its time is over it may still run.
            Cancel(ends);
            return false;
        }
    }

    private void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure(Name, exception);
        }
    }

    private async Task<bool> CallAsync(T value, CancellationToken cancellationToken)
    {
        await _handler(value, cancellationToken);
        return true;
    }

    /// <returns>
    /// The time until the next attempt, if the store does not take it. After the lease has expired another server handles it again.
    /// </returns>
    private async Task<TimeSpan?> CompleteAsync(OnceItem<T> item)
    {
        item.IsHandled = true;
        try
        {
            await BoundedWait.For(ToTask(_claims.CompleteAsync(_namespace.Name, item.Key, _options.Memory)), LongestWait, Time);
            return null;
        }
        catch (Exception)
        {
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
            return _options.RetryDelay;
        }
    }

    private async Task ReleaseAsync(OnceItem<T> item, bool counts)
    {
        try
        {
            await BoundedWait.For(ToTask(_claims.ReleaseAsync(_namespace.Name, item.Key, item.Claimant, counts)), LongestWait, Time);
        }
        catch (Exception)
        {
            // The claim is free when the lease is over.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        }
    }

    private static async Task<bool> ToTask(ValueTask task)
    {
        await task;
        return true;
    }

    private sealed class Timer(OnceHandler<T> handler) : WheelTimer
    {
        protected override void OnElapsed() => handler.OnElapsed();
    }
}
