using Microsoft.Extensions.Logging;
using Sockeye.Arguments;
using Sockeye.History;
using Sockeye.Protocol.SocketIO;
using Sockeye.Requests;

namespace Sockeye;

/// <summary>
/// Keeps the events of the rooms of a namespace for clients that come later: the last messages of each room, each with an offset. Only
/// events that you send with this class are kept. It is thread-safe.
/// </summary>
/// <remarks>
/// Members get a kept message with its offset as an additional last argument. If recovery is on, the position of the event follows the
/// offset. The messages that one server sends to a room arrive in the order of their offsets. Messages of different servers may arrive in
/// another order; sort them by their offsets.
/// </remarks>
public sealed partial class RoomHistory
{
    /// <summary>How long a call waits for the store.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly HistoryStore _store;
    private readonly MessageQueues _queues;
    private readonly PageReader _pages;

    internal RoomHistory(Namespace ns, RoomHistoryOptions options, HistoryStore store)
    {
        Namespace = ns;
        Options = options;
        _store = store;
        _queues = new MessageQueues(ns, options, store);
        _pages = new PageReader(ns, options, store);
    }

    /// <summary>The namespace of the rooms.</summary>
    public Namespace Namespace { get; }

    internal RoomHistoryOptions Options { get; }

    /// <summary>Keeps an event and sends it to the members of a room on all servers, with its offset as the last argument.</summary>
    /// <param name="room">The name of the room. The room may be empty.</param>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <param name="args">
    /// The arguments, each written as its run-time type. A <see cref="CancellationToken"/> as the last one is not an argument: if it is
    /// already cancelled, nothing is kept or sent, and the task is cancelled.
    /// </param>
    /// <returns>
    /// The offset, after the event is kept, queued for the members on this server and published to other servers, if there are any.
    /// </returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="ClusterPublishException">
    /// The store did not take the event, or it could not be published to other servers. <see cref="RoomHistoryOptions.WhenUnavailable"/>
    /// says what members get if the store fails.
    /// </exception>
    /// <exception cref="EventRefusedException">
    /// The message is too large (<c>E_TOO_LARGE</c>), or the sender may not send to the room (<c>E_FORBIDDEN</c>). If your listener does
    /// not catch the exception, the client gets it as the answer.
    /// </exception>
    public Task<string> EmitAsync(string room, string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<string>(cancellationToken)
            : SendAsync(room, eventName, Write(eventName, args), []);
    }

    /// <summary>Keeps an event with arguments that were received, unchanged, and sends it to the members of a room.</summary>
    /// <inheritdoc cref="EmitAsync(string, string, object[])"/>
    public Task<string> EmitAsync(string room, string eventName, EventArguments args) => SendAsync(room, eventName, Write(eventName, args), []);

    /// <summary>Sends kept messages from a socket, to all members except this socket.</summary>
    public RoomHistorySender From(Socket sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return new RoomHistorySender(this, sender);
    }

    /// <summary>Keeps an event without sending it.</summary>
    /// <inheritdoc cref="EmitAsync(string, string, object[])"/>
    /// <returns>The offset of the event.</returns>
    public Task<string> AppendAsync(string room, string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<string>(cancellationToken)
            : SendAsync(room, eventName, Write(eventName, args), null);
    }

    /// <summary>Keeps an event with arguments that were received, without sending it.</summary>
    /// <inheritdoc cref="AppendAsync(string, string, object[])"/>
    public Task<string> AppendAsync(string room, string eventName, EventArguments args) => SendAsync(room, eventName, Write(eventName, args), null);

    /// <summary>
    /// Reads messages of a room, oldest first: the last ones, those after an offset, or those before an offset. A page may end early if it
    /// becomes too large (<see cref="RoomHistoryOptions.MaxPageBytes"/>, or ten binary values); then <see cref="RoomMessagePage.HasMore"/>
    /// is <see langword="true"/>.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="last">How many of the last messages to read. <paramref name="limit"/> alone has the same effect.</param>
    /// <param name="since">The offset of a message. The messages after it are read.</param>
    /// <param name="before">The offset of a message. The last messages before it are read.</param>
    /// <param name="limit">
    /// The maximum number of messages; <see cref="RoomHistoryOptions.PageSize"/> by default. It cannot exceed
    /// <see cref="RoomHistoryOptions.MaxPageSize"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ArgumentException">
    /// You have set more than one of last, since and before, a number is not positive, or an offset is not valid.
    /// </exception>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public Task<RoomMessagePage> ReadAsync(
        string room, int? last = null, string? since = null, string? before = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(room);
        if ((last is null ? 0 : 1) + (since is null ? 0 : 1) + (before is null ? 0 : 1) > 1)
        {
            throw new ArgumentException("Only one of last, since and before may be given.");
        }

        var count = last ?? limit ?? Options.PageSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, last is null ? nameof(limit) : nameof(last));
        ThrowIfNoOffset(since, nameof(since));
        ThrowIfNoOffset(before, nameof(before));
        return _pages.ReadAsync(room, new HistoryQuery(Math.Min(count, Options.MaxPageSize)) { Since = since, Before = before }, cancellationToken);
    }

    /// <summary>Deletes the messages of a room.</summary>
    /// <exception cref="ClusterPublishException">The store did not answer within two seconds.</exception>
    public ValueTask DeleteAsync(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return ForgetAsync(room, null);
    }

    /// <summary>
    /// Gets the offset of the last message of a room; <see langword="null"/> if there is none. It does not fail: if the store does not
    /// answer, no messages can be deleted up to an offset.
    /// </summary>
    internal async ValueTask<string?> FindLastAsync(string room)
    {
        try
        {
            var reading = _store.ReadAsync(Namespace.Name, room, new HistoryQuery(1), Options);
            var page = reading.IsCompletedSuccessfully ? reading.Result : await BoundedWait.For(reading.AsTask(), LongestWait, Namespace.Server.Time);
            return page.Entries.Count > 0 ? page.Entries[^1].Offset : null;
        }
        catch (Exception exception)
        {
            Namespace.Server.Metrics.ClusterMessageUnpublished(Namespace);
            Log.NotForgotten(Namespace.Server.Logger, exception, room, Namespace.Name);
            return null;
        }
    }

    /// <summary>
    /// Deletes the messages of a room whose record has ended. It does not fail: messages that the store does not delete now are removed
    /// when they are too old.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="upToOffset">
    /// The offset of the last message before the record ended. Later messages may belong to a new room of that name.
    /// </param>
    internal async Task OnRecordDeletedAsync(string room, string upToOffset)
    {
        try
        {
            await ForgetAsync(room, upToOffset);
        }
        catch (ClusterPublishException exception)
        {
            Namespace.Server.Metrics.ClusterMessageUnpublished(Namespace);
            Log.NotForgotten(Namespace.Server.Logger, exception, room, Namespace.Name);
        }
    }

    internal bool IsOffset(string text) => _store.IsOffset(text);

    internal EventArguments Write(string eventName, object?[]? args)
    {
        ReservedEvents.ThrowIfReserved(eventName);

        // An array of another type is a single argument, which C# has passed as the whole list.
        var list = args is null ? [null] : args.GetType() == typeof(object[]) ? args : [args];
        return EventArguments.Write(Namespace.Server.Serializer, eventName, list);
    }

    internal static EventArguments Write(string eventName, EventArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        ReservedEvents.ThrowIfReserved(eventName);
        return args.Rename(eventName);
    }

    internal Task<string> SendAsync(Socket sender, string room, string eventName, EventArguments message)
    {
        RoomName.Free(room);
        return Namespace.RoomGate is { } gate
            ? SendCheckedAsync(gate, sender, room, eventName, message)
            : SendAsync(room, eventName, message, [sender.Id]);
    }

    /// <param name="room">The room.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="message">The name and the arguments.</param>
    /// <param name="except">The sockets that do not get it; <see langword="null"/> if no one gets it.</param>
    private Task<string> SendAsync(string room, string eventName, EventArguments message, string[]? except)
    {
        var pending = PendingMessage.Create(Namespace, RoomName.Free(room), eventName, message, except);
        return pending.Bytes > Options.MaxMessageBytes
            ? throw RoomRefusal.TooLarge($"the message is larger than {Options.MaxMessageBytes} bytes")
            : _queues.AddAsync(pending);
    }

    private async Task<string> SendCheckedAsync(IRoomGate gate, Socket sender, string room, string eventName, EventArguments message) =>
        await gate.CheckAsync(sender, room, RoomAccess.Send) is { Allowed: false } verdict
            ? throw RoomRefusal.Forbidden(verdict.Reason)
            : await SendAsync(room, eventName, message, [sender.Id]);

    private async ValueTask ForgetAsync(string room, string? upToOffset)
    {
        try
        {
            await BoundedWait.For(ForgetNowAsync(room, upToOffset), LongestWait, Namespace.Server.Time);
        }
        catch (Exception exception)
        {
            throw new ClusterPublishException("The history could not be deleted: " + exception.Message, exception);
        }
    }

    private async Task<bool> ForgetNowAsync(string room, string? upToOffset)
    {
        await _store.DeleteAsync(Namespace.Name, room, upToOffset);
        return true;
    }

    private void ThrowIfNoOffset(string? offset, string name)
    {
        if (offset is not null && !_store.IsOffset(offset))
        {
            throw new ArgumentException($"\"{offset}\" is not an offset.", name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(174, LogLevel.Warning, "The record of room {Room} of namespace {Namespace} has ended, but the store did not delete the messages of the room. They stay until they are too old.")]
        public static partial void NotForgotten(ILogger logger, Exception exception, string room, string @namespace);
    }
}
