namespace Sockeye.Protocol.SocketIO;

/// <summary>The event names that are never sent, because sockets in Node emit them locally.</summary>
public static class ReservedEvents
{
    /// <summary>Whether a name is reserved.</summary>
    /// <param name="name">The event name.</param>
    public static bool IsReserved(string name) =>
        name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";

    /// <summary>Throws if a name is reserved.</summary>
    /// <param name="eventName">The event name.</param>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public static void ThrowIfReserved(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (IsReserved(eventName))
        {
            throw new ArgumentException($"\"{eventName}\" is a reserved event name", nameof(eventName));
        }
    }

    /// <summary>Whether a name is reserved.</summary>
    /// <param name="name">The event name in UTF-8, without JSON escapes.</param>
    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length switch
    {
        7 => name.SequenceEqual("connect"u8),
        10 => name.SequenceEqual("disconnect"u8),
        11 => name.SequenceEqual("newListener"u8),
        13 => name.SequenceEqual("connect_error"u8) || name.SequenceEqual("disconnecting"u8),
        14 => name.SequenceEqual("removeListener"u8),
        _ => false,
    };
}
