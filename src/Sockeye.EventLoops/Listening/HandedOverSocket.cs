namespace Sockeye.EventLoops.Listening;

/// <summary>A connection that the web server has let go.</summary>
/// <param name="Socket">The socket; whoever takes it closes it.</param>
/// <param name="Received">What had come already behind the request.</param>
public readonly record struct HandedOverSocket(LoopSocket Socket, ReadOnlyMemory<byte> Received);
