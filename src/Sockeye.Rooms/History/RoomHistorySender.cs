using Sockeye.Arguments;

namespace Sockeye;

/// <summary>Sends kept messages from a socket to the other members of a room.</summary>
public readonly struct RoomHistorySender
{
    private readonly RoomHistory _history;
    private readonly Socket _sender;

    internal RoomHistorySender(RoomHistory history, Socket sender)
    {
        _history = history;
        _sender = sender;
    }

    /// <summary>
    /// Keeps an event and sends it to the members of a room except the sender. The sender need not be in the room. If the namespace has
    /// permissions, the sender needs permission to send to the room.
    /// </summary>
    /// <inheritdoc cref="RoomHistory.EmitAsync(string, string, object[])"/>
    public Task<string> EmitAsync(string room, string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<string>(cancellationToken)
            : _history.SendAsync(_sender, room, eventName, _history.Write(eventName, args));
    }

    /// <summary>Keeps an event with arguments that were received, and sends it to the members of a room except the sender.</summary>
    /// <inheritdoc cref="EmitAsync(string, string, object[])"/>
    public Task<string> EmitAsync(string room, string eventName, EventArguments args) =>
        _history.SendAsync(_sender, room, eventName, RoomHistory.Write(eventName, args));
}
