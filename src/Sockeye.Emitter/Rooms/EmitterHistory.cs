using System.Text;
using Sockeye.Arguments;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>
/// The messages of the rooms of a namespace, for a process that is not a server. It reads and writes the store of the servers. It is
/// thread-safe.
/// </summary>
/// <remarks>
/// Members get a kept message with its offset as an additional last argument. Messages that are sent at the same time may arrive in another
/// order; sort them by their offsets.
/// </remarks>
public sealed class EmitterHistory
{
    private const int MaxDepth = 1000;

    private readonly HistoryStore _store;
    private readonly SocketIOEmitter _emitter;
    private readonly ArgumentSerializer _serializer;
    private readonly RoomHistoryOptions _options;

    internal EmitterHistory(HistoryStore store, SocketIOEmitter emitter, ArgumentSerializer serializer, RoomHistoryOptions options)
    {
        _store = store;
        _emitter = emitter;
        _serializer = serializer;
        _options = options;
    }

    /// <summary>The namespace of the rooms.</summary>
    public string Namespace => _emitter.Namespace;

    /// <summary>Keeps an event and sends it to the members of a room, on all servers, with its offset as the last argument.</summary>
    /// <param name="room">The name of the room. The room may be empty.</param>
    /// <param name="eventName">The name of the event, which must not be reserved.</param>
    /// <param name="args">
    /// The arguments, each written as its run-time type. A <see cref="CancellationToken"/> as the last one is not an argument: if it is
    /// already cancelled, nothing is kept or sent, and the task is cancelled.
    /// </param>
    /// <returns>The offset, after the event is kept and the broker has it.</returns>
    /// <exception cref="ArgumentException">The name is reserved, or the message is larger than <see cref="RoomHistoryOptions.MaxMessageBytes"/>.</exception>
    /// <exception cref="ClusterPublishException">
    /// The event was not kept and is not sent, or it was kept but the broker did not take it.
    /// </exception>
    public async ValueTask<string> EmitAsync(string room, string eventName, params object?[] args)
    {
        var (offset, payload) = await KeepAsync(room, eventName, args);
        var json = payload.Json.Span;

        // Offsets have only letters and digits that need no escape. The array continues after its last argument.
        byte[] sent = [.. json[..^1], .. Encoding.UTF8.GetBytes($",\"{offset}\"]")];
        await _emitter.To(room).EmitAsync(new ClusterPayload(sent, payload.Attachments));
        return offset;
    }

    /// <summary>Keeps an event without sending it.</summary>
    /// <inheritdoc cref="EmitAsync"/>
    /// <returns>The offset of the event.</returns>
    public async ValueTask<string> AppendAsync(string room, string eventName, params object?[] args) => (await KeepAsync(room, eventName, args)).Offset;

    /// <summary>Reads messages of a room, oldest first: the last ones, those after an offset, or those before an offset.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="since">The offset of a message. The messages after it are read.</param>
    /// <param name="before">The offset of a message. The last messages before it are read.</param>
    /// <param name="limit">
    /// The maximum number of messages; <see cref="RoomHistoryOptions.PageSize"/> by default. It cannot exceed
    /// <see cref="RoomHistoryOptions.MaxPageSize"/>.
    /// </param>
    /// <exception cref="ArgumentException">You have set both offsets, the number is not positive, or an offset is not valid.</exception>
    /// <exception cref="ClusterPublishException">The store did not answer.</exception>
    public async Task<EmitterMessagePage> ReadAsync(string room, string? since = null, string? before = null, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(room);
        var count = limit ?? _options.PageSize;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(limit));
        if (since is not null && before is not null)
        {
            throw new ArgumentException("Only one of since and before may be given.");
        }

        ThrowIfNoOffset(since, nameof(since));
        ThrowIfNoOffset(before, nameof(before));
        var page = await _store.ReadAsync(Namespace, room, new HistoryQuery(Math.Min(count, _options.MaxPageSize)) { Since = since, Before = before }, _options);
        return new EmitterMessagePage([.. page.Entries.Where(IsMessage).Select(entry => new EmitterMessage(_serializer, entry))], page.HasMore, page.IsTruncated);
    }

    /// <summary>Deletes messages of a room.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="upToOffset">The offset of the last message to delete. By default all messages are deleted.</param>
    /// <exception cref="ArgumentException">The offset is not valid.</exception>
    /// <exception cref="ClusterPublishException">The store did not answer.</exception>
    public ValueTask DeleteAsync(string room, string? upToOffset = null)
    {
        ArgumentNullException.ThrowIfNull(room);
        ThrowIfNoOffset(upToOffset, nameof(upToOffset));
        return _store.DeleteAsync(Namespace, room, upToOffset);
    }

    // Other programs may have written to the store.
    private static bool IsMessage(HistoryEntry entry) =>
        entry.Event.Attachments is { } attachments && JsonPacketParser.IsEvent(entry.Event.Json.Span, attachments.Count, MaxDepth);

    private async ValueTask<(string Offset, ClusterPayload Payload)> KeepAsync(string room, string eventName, object?[] args)
    {
        SocketIOEmitter.Free(room);
        var cancellationToken = TrailingToken.Take(ref args);
        cancellationToken.ThrowIfCancellationRequested();
        var payload = _emitter.Write(eventName, args);
        if (payload.Json.Length + payload.Attachments.Sum(static attachment => attachment.Length) > _options.MaxMessageBytes)
        {
            throw new ArgumentException($"The message is larger than {_options.MaxMessageBytes} bytes.", nameof(args));
        }

        return ((await _store.AppendAsync(Namespace, room, [payload], _options))[0], payload);
    }

    private void ThrowIfNoOffset(string? offset, string name)
    {
        if (offset is not null && !_store.IsOffset(offset))
        {
            throw new ArgumentException($"\"{offset}\" is not an offset.", name);
        }
    }
}
