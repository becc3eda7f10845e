using System.Text.Json;

namespace Sockeye.History;

/// <summary>A message on its way into the store, and from there to the members of its room.</summary>
internal sealed class PendingMessage
{
    private readonly TaskCompletionSource<string> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Namespace _namespace;
    private readonly string _eventName;
    private readonly EventArguments _message;
    private readonly string[]? _except;

    private PendingMessage(Namespace ns, string room, string eventName, EventArguments message, string[]? except)
    {
        _namespace = ns;
        _eventName = eventName;
        _message = message;
        _except = except;
        Room = room;
        Added = ns.Server.Time.GetTimestamp();
        Bytes = message.Payload.Length;
        foreach (var attachment in message.Attachments)
        {
            Bytes += attachment.Length;
        }
    }

    public string Room { get; }

    public int Bytes { get; }

    /// <summary>The time stamp at which it was added.</summary>
    public long Added { get; }

    public ClusterPayload Event => new(_message.Payload, _message.Attachments);

    /// <summary>Completes with the offset when everything is done.</summary>
    public Task<string> Completion => _done.Task;

    /// <param name="ns">The namespace.</param>
    /// <param name="room">The room.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="message">The name and the arguments.</param>
    /// <param name="except">The sockets that do not get it; <see langword="null"/> if no one gets it.</param>
    public static PendingMessage Create(Namespace ns, string room, string eventName, EventArguments message, string[]? except)
    {
        if (message.Attachments.Count > 0)
        {
            // The arrays belong to the application, which may reuse them after it has sent them.
            var copies = message.Attachments.Select(static attachment => (ReadOnlyMemory<byte>)attachment.ToArray()).ToArray();
            message = new EventArguments(ns.Server.Serializer, message.Payload.ToArray(), copies, 1);
        }

        return new PendingMessage(ns, room, eventName, message, except);
    }

    /// <summary>Sends a kept message to the members, in the order of these calls.</summary>
    public void Kept(string offset) => _ = CompleteAsync(offset, null);

    /// <summary>Handles a message that was probably not kept.</summary>
    public void Failed(Exception failure, HistoryFallback fallback)
    {
        _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        if (_except is null || fallback == HistoryFallback.Refuse)
        {
            _done.SetException(new ClusterPublishException("The message could not be kept: " + failure.Message, failure));
            return;
        }

        _ = CompleteAsync(null, new ClusterPublishException("The message was sent, but it could not be kept: " + failure.Message, failure));
    }

    private async Task CompleteAsync(string? offset, ClusterPublishException? failure)
    {
        try
        {
            await SendAsync(offset);
            if (failure is null)
            {
                _done.SetResult(offset!);
            }
            else
            {
                _done.SetException(failure);
            }
        }
        catch (Exception exception)
        {
            _done.SetException(failure ?? exception);
        }
    }

    private EventArguments WithLast(string offset)
    {
        byte[] payload = [.. _message.Payload.Span[..^1], (byte)',', (byte)'"', .. JsonEncodedText.Encode(offset).EncodedUtf8Bytes, (byte)'"', (byte)']'];
        return new EventArguments(_namespace.Server.Serializer, payload, [.. _message.Attachments], 1);
    }

    private ValueTask SendAsync(string? offset)
    {
        if (_except is null)
        {
            return default;
        }

        return _namespace.To(Room).Except(_except).EmitAsync(_eventName, offset is null ? _message : WithLast(offset));
    }
}
