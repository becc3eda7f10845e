using System.Text;
using Sockeye.Arguments;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>
/// The messages of the rooms of a namespace, from a process that is no server. It reads and writes where the servers keep them. Thread-safe.
/// </summary>
/// <remarks>Members get a kept message with its offset as one more argument behind its own. What is sent at the same time may arrive in another order; the offsets say which.</remarks>
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
    /// <param name="room">The room. Nobody has to be in it.</param>
    /// <param name="eventName">Any name but the reserved ones.</param>
    /// <param name="args">
    /// The arguments, each written as its run-time type. A <see cref="CancellationToken"/> behind them is no argument: if it is cancelled already, nothing is kept or sent, and the task is cancelled.
    /// </param>
    /// <returns>The offset, when the event is kept and the broker has it.</returns>
    /// <exception cref="ArgumentException">The name is reserved, or the message is larger than <see cref="RoomHistoryOptions.MaxMessageBytes"/>.</exception>
    /// <exception cref="ClusterPublishException">It was not kept, and nobody gets it; or it was kept, and the broker did not take it.</exception>
    public async ValueTask<string> EmitAsync(string room, string eventName, params object?[] args)
    {
        var (offset, payload) = await KeepAsync(room, eventName, args);
        var json = payload.Json.Span;

        // Offsets are of letters and digits that need no escape: the array goes on behind its last argument.
        byte[] sent = [.. json[..^1], .. Encoding.UTF8.GetBytes($",\"{offset}\"]")];
        await _emitter.To(room).EmitAsync(new ClusterPayload(sent, payload.Attachments));
        return offset;
    }

    /// <summary>Keeps an event and sends it to nobody.</summary>
    /// <inheritdoc cref="EmitAsync"/>
    /// <returns>The offset.</returns>
    public async ValueTask<string> AppendAsync(string room, string eventName, params object?[] args) => (await KeepAsync(room, eventName, args)).Offset;

    /// <summary>Reads messages of a room, oldest first: the last ones, those since an offset, or those before one.</summary>
    /// <param name="room">The room.</param>
    /// <param name="since">The offset of a message: those after it are read.</param>
    /// <param name="before">The offset of a message: those before it are read, the last ones.</param>
    /// <param name="limit">How many messages at most; otherwise <see cref="RoomHistoryOptions.PageSize"/>. More than <see cref="RoomHistoryOptions.MaxPageSize"/> is taken as that.</param>
    /// <exception cref="ArgumentException">Both offsets are given; the number is not positive; an offset is none.</exception>
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

    /// <summary>Forgets messages of a room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="upToOffset">The last message to forget; all by default.</param>
    /// <exception cref="ArgumentException">The offset is none.</exception>
    /// <exception cref="ClusterPublishException">The store did not answer.</exception>
    public ValueTask DeleteAsync(string room, string? upToOffset = null)
    {
        ArgumentNullException.ThrowIfNull(room);
        ThrowIfNoOffset(upToOffset, nameof(upToOffset));
        return _store.DeleteAsync(Namespace, room, upToOffset);
    }

    // Others may have written there.
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
            throw new ArgumentException($"\"{offset}\" is no offset.", name);
        }
    }
}
