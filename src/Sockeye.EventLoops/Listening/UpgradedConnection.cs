namespace Sockeye.EventLoops;

/// <summary>A connection after an HTTP upgrade, as <see cref="IEventLoopFeature.UpgradeAsync"/> returns it.</summary>
/// <param name="Use">What you may do with its socket.</param>
/// <param name="Socket">
/// The socket; <see langword="null"/> for <see cref="ConnectionUse.LeaveAlone"/>. For <see cref="ConnectionUse.WriteDirectly"/> you may use
/// only <see cref="LoopSocket.SendAsync"/>, <see cref="LoopSocket.Send"/> and <see cref="LoopSocket.WritableAsync"/>, with one writer at a
/// time, and the web server closes it. For <see cref="ConnectionUse.TakeOver"/> you read, write and close it.
/// </param>
/// <param name="Received">
/// For <see cref="ConnectionUse.TakeOver"/>, the data that has already arrived behind the request. It comes before everything that you read
/// from the socket.
/// </param>
public readonly record struct UpgradedConnection(ConnectionUse Use, LoopSocket? Socket, ReadOnlyMemory<byte> Received);
