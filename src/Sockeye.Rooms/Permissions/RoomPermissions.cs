using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sockeye.History;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>
/// Decides what the sockets of a namespace may do with its rooms, and removes sockets from rooms that they may no longer be in. A socket
/// may always use its own room, which is named by its id. It is thread-safe.
/// </summary>
/// <remarks>
/// Permissions are checked for what comes from a socket: <see cref="Socket.JoinAsync(string)"/>, events that you send with
/// <see cref="SocketEmitter.To(string)"/> and <see cref="RoomHistory.From"/>, and requests of clients about records, presence and history.
/// They are not checked for what the application does itself, such as sending with the namespace or <see cref="Emitter.SocketsJoinAsync"/>.
/// A client whose socket is removed from a room gets the event <c>room:withdrawn</c>.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore has nothing to dispose of.")]
public sealed partial class RoomPermissions : IRoomGate
{
    private readonly RoomPermissionOptions _options;
    private readonly RoomRule[] _rules;
    private readonly Recheck _recheck;
    private readonly RecheckNews? _news;
    private readonly SemaphoreSlim _slots;
    private long _revision;

    internal RoomPermissions(Namespace ns, RoomPermissionOptions options)
    {
        Namespace = ns;
        _options = options;
        _rules = [.. options.Rules];
        _slots = new SemaphoreSlim(options.MaxConcurrentChecks);
        _recheck = new Recheck(this, options);
        _news = ns.Server.RoomCluster is { IsShared: true } cluster ? new RecheckNews(ns, cluster, RecheckHereAsync) : null;

        // A later middleware may have changed the permissions for a room that an earlier one let the socket join.
        ns.OnConnection(socket => socket.Rooms.Count > 0 ? RecheckAsync(socket) : default);
    }

    /// <summary>The namespace of the rooms.</summary>
    public Namespace Namespace { get; }

    long IRoomGate.Revision => Volatile.Read(ref _revision);

    /// <summary>Evaluates the rules. It does not throw: if a rule throws, the exception is logged and the access is refused.</summary>
    public ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(room);
        if (room == socket.Id)
        {
            return new(RoomVerdict.Allow);
        }

        try
        {
            var rule = FindRule(room);
            if (rule?.CheckOf(access) is not { } check)
            {
                return new(RoomVerdict.FromBoolean(false));
            }

            var context = new RoomPermissionContext(socket, room, access);
            if (_slots.CurrentCount == 0 && !rule.AnswersAtOnce(access))
            {
                return WaitForTurnAsync(check, context);
            }

            // A rule that answers synchronously takes no place. Between the check of the number of places and the start of a rule, others
            // may start too: at most as many as there are threads.
            var verdict = check(context);
            return verdict.IsCompletedSuccessfully ? verdict : WaitAsync(verdict, _slots.Wait(0, CancellationToken.None), context);
        }
        catch (Exception exception)
        {
            return new(Failed(exception, room, access));
        }
    }

    /// <summary>
    /// Checks again, on all servers, whether the sockets in the rooms may be there, because a permission may have been withdrawn. A socket
    /// that may not leaves the room, and its client gets the event <c>room:withdrawn</c> with <c>{ room, reason }</c>.
    /// </summary>
    /// <param name="pattern">The rooms, as in <see cref="RoomPermissionOptions.For(string)"/>; all rooms by default.</param>
    /// <returns>A task that completes when the sockets of this server are checked and the other servers have been informed.</returns>
    /// <exception cref="ClusterPublishException">
    /// The other servers could not be informed now. When they hear this server again they notice that, and check all their sockets.
    /// </exception>
    public ValueTask RecheckAsync(string pattern = "*")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return RecheckEverywhereAsync(new RecheckScope(pattern, null));
    }

    /// <summary>Checks the sockets of one user again, in all their rooms and on all servers.</summary>
    /// <param name="userId">The id of the user, as <see cref="RoomPermissionOptions.UserId"/> returns it.</param>
    /// <inheritdoc cref="RecheckAsync(string)"/>
    public ValueTask RecheckUserAsync(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return RecheckEverywhereAsync(new RecheckScope(null, userId));
    }

    /// <summary>Checks one socket again in all its rooms, for example after its <see cref="Socket.User"/> has changed.</summary>
    public ValueTask RecheckAsync(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        OnUserChanged();
        return _recheck.RunAsync(socket);
    }

    /// <summary>Called when a user has changed, because earlier answers may no longer hold.</summary>
    internal void OnUserChanged() => Interlocked.Increment(ref _revision);

    internal void Close() => _news?.Close();

    private async ValueTask RecheckEverywhereAsync(RecheckScope scope)
    {
        var telling = _news?.TellAsync(scope) ?? default;
        await RecheckHereAsync(scope);
        await telling;
    }

    private ValueTask RecheckHereAsync(RecheckScope scope)
    {
        Interlocked.Increment(ref _revision);
        return _recheck.RunAsync(scope);
    }

    private RoomRule? FindRule(string room)
    {
        foreach (var rule in _rules)
        {
            if (rule.IsFor(room))
            {
                return rule;
            }
        }

        return null;
    }

    // Waiting for a place and the rule share one time-out.
    private async ValueTask<RoomVerdict> WaitForTurnAsync(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check, RoomPermissionContext context)
    {
        var time = Namespace.Server.Time;
        var started = time.GetTimestamp();
        using var patience = new CancellationTokenSource(_options.CheckTimeout, time);
        try
        {
            await _slots.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            return Failed(exception, context.Room, context.Access);
        }

        try
        {
            var left = _options.CheckTimeout - time.GetElapsedTime(started);
            return left > TimeSpan.Zero
                ? await BoundedWait.For(check(context).AsTask(), left, time)
                : throw new TimeoutException($"{_options.MaxConcurrentChecks} other rules were running all the time.");
        }
        catch (Exception exception)
        {
            return Failed(exception, context.Room, context.Access);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async ValueTask<RoomVerdict> WaitAsync(ValueTask<RoomVerdict> verdict, bool hasSlot, RoomPermissionContext context)
    {
        try
        {
            return await BoundedWait.For(verdict.AsTask(), _options.CheckTimeout, Namespace.Server.Time);
        }
        catch (Exception exception)
        {
            return Failed(exception, context.Room, context.Access);
        }
        finally
        {
            if (hasSlot)
            {
                _slots.Release();
            }
        }
    }

    private RoomVerdict Failed(Exception exception, string room, RoomAccess access)
    {
        Namespace.Server.Metrics.HandlerFailed(Namespace);
        Log.CheckFailed(Namespace.Server.Logger, exception, access, room, Namespace.Name);
        return RoomVerdict.Refuse(ErrorText.InternalError);
    }

    private static partial class Log
    {
        [LoggerMessage(155, LogLevel.Error, "The permission to {Access} room {Room} of namespace {Namespace} could not be checked. The access was refused.")]
        public static partial void CheckFailed(ILogger logger, Exception exception, RoomAccess access, string room, string @namespace);
    }
}
