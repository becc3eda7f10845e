namespace Sockeye.EventLoops;

/// <summary>A connection that is HTTP no more, as <see cref="IEventLoopFeature.UpgradeAsync"/> gives it.</summary>
/// <param name="Use">What may be done with its socket.</param>
/// <param name="Socket">
/// The socket; <see langword="null"/> for <see cref="ConnectionUse.LeaveAlone"/>. For <see cref="ConnectionUse.WriteDirectly"/> only <see cref="LoopSocket.SendAsync"/>, <see cref="LoopSocket.Send"/> and
/// <see cref="LoopSocket.WritableAsync"/> may be used, by one writer at a time; the web server closes it. For <see cref="ConnectionUse.TakeOver"/> the caller reads, writes and closes it.
/// </param>
/// <param name="Received">For <see cref="ConnectionUse.TakeOver"/>, what had come behind the request already. It comes before everything that is read from the socket.</param>
public readonly record struct UpgradedConnection(ConnectionUse Use, LoopSocket? Socket, ReadOnlyMemory<byte> Received);
