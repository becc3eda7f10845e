using System.Net.Sockets;

namespace Sockeye.Engine.Listening;

/// <summary>A connection that the web server has let go.</summary>
/// <param name="Socket">The socket; whoever takes it closes it.</param>
/// <param name="Received">What had come already behind the request.</param>
/// <param name="Readable">Completes when there is more to read, or the connection is over. Nobody else reads before.</param>
internal readonly record struct HandedOverSocket(Socket Socket, ReadOnlyMemory<byte> Received, Task Readable);
