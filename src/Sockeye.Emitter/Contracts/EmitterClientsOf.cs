namespace Sockeye;

/// <summary>
/// Clients that keep a contract, for a process without sockets: an emitter whose events are the methods of an interface. The methods are
/// generated as extension methods. Methods that wait for answers are left out, because answers go to servers. It is immutable, like the
/// emitter.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
public readonly struct EmitterClientsOf<T>
    where T : class
{
    private readonly SocketIOEmitter? _emitter;

    internal EmitterClientsOf(SocketIOEmitter emitter) => _emitter = emitter;

    /// <summary>The emitter itself, to send what is not in the contract.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the struct, which has no emitter.</exception>
    public SocketIOEmitter Emitter => _emitter ?? throw new InvalidOperationException($"Call Clients<{typeof(T).Name}>() on an emitter. The default value of EmitterClientsOf has no emitter.");

    /// <inheritdoc cref="SocketIOEmitter.Volatile"/>
    public EmitterClientsOf<T> Volatile => new(Emitter.Volatile);

    /// <inheritdoc cref="SocketIOEmitter.To(string)"/>
    public EmitterClientsOf<T> To(string room) => new(Emitter.To(room));

    /// <inheritdoc cref="SocketIOEmitter.To(IEnumerable{string})"/>
    public EmitterClientsOf<T> To(params IEnumerable<string> rooms) => new(Emitter.To(rooms));

    /// <inheritdoc cref="SocketIOEmitter.In(string)"/>
    public EmitterClientsOf<T> In(string room) => new(Emitter.In(room));

    /// <inheritdoc cref="SocketIOEmitter.In(IEnumerable{string})"/>
    public EmitterClientsOf<T> In(params IEnumerable<string> rooms) => new(Emitter.In(rooms));

    /// <inheritdoc cref="SocketIOEmitter.Except(string)"/>
    public EmitterClientsOf<T> Except(string room) => new(Emitter.Except(room));

    /// <inheritdoc cref="SocketIOEmitter.Except(IEnumerable{string})"/>
    public EmitterClientsOf<T> Except(params IEnumerable<string> rooms) => new(Emitter.Except(rooms));

    /// <inheritdoc cref="SocketIOEmitter.User"/>
    public EmitterClientsOf<T> User(string userId) => new(Emitter.User(userId));

    /// <inheritdoc cref="SocketIOEmitter.Users"/>
    public EmitterClientsOf<T> Users(params IEnumerable<string> userIds) => new(Emitter.Users(userIds));

    /// <inheritdoc cref="SocketIOEmitter.Compress"/>
    public EmitterClientsOf<T> Compress(bool compress) => new(Emitter.Compress(compress));
}
