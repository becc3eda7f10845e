namespace Sockeye.Client.Sockets;

/// <summary>How an event is sent.</summary>
/// <param name="Volatile">Whether it is dropped if it cannot be sent right now.</param>
/// <param name="Compress">Whether it may be compressed.</param>
/// <param name="Timeout">How long to wait for the acknowledgement; <see langword="null"/> means the default of the options.</param>
internal readonly record struct EmitFlags(bool Volatile, bool Compress, TimeSpan? Timeout)
{
    public static EmitFlags None { get; } = new(false, true, null);
}
