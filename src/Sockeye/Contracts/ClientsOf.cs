namespace Sockeye;

/// <summary>
/// Clients that keep a contract: an emitter whose events are the methods of an interface. The methods are generated as extension methods. A
/// method that returns <see cref="Task"/> sends an event. A method that returns <see cref="Task{TResult}"/> sends it and waits for the
/// answers of all recipients, as <see cref="BroadcastAcks{T}"/>. It is immutable, like the emitter.
/// </summary>
/// <typeparam name="T">The interface.</typeparam>
public readonly struct ClientsOf<T>
    where T : class
{
    private readonly Emitter? _emitter;

    internal ClientsOf(Emitter emitter) => _emitter = emitter;

    /// <summary>The emitter itself, to send what is not in the contract.</summary>
    /// <exception cref="InvalidOperationException">This is the default value of the struct, which has no emitter.</exception>
    public Emitter Emitter => _emitter ?? throw new InvalidOperationException($"Call Clients<{typeof(T).Name}>() on a server, a namespace or another emitter. The default value of ClientsOf has no emitter.");

    /// <inheritdoc cref="Emitter.Local"/>
    public ClientsOf<T> Local => new(Emitter.Local);

    /// <inheritdoc cref="Emitter.Volatile"/>
    public ClientsOf<T> Volatile => new(Emitter.Volatile);

    /// <inheritdoc cref="Emitter.Published"/>
    public ClientsOf<T> Published => new(Emitter.Published);

    /// <inheritdoc cref="Emitter.To(string)"/>
    public ClientsOf<T> To(string room) => new(Emitter.To(room));

    /// <inheritdoc cref="Emitter.To(IEnumerable{string})"/>
    public ClientsOf<T> To(params IEnumerable<string> rooms) => new(Emitter.To(rooms));

    /// <inheritdoc cref="Emitter.In(string)"/>
    public ClientsOf<T> In(string room) => new(Emitter.In(room));

    /// <inheritdoc cref="Emitter.In(IEnumerable{string})"/>
    public ClientsOf<T> In(params IEnumerable<string> rooms) => new(Emitter.In(rooms));

    /// <inheritdoc cref="Emitter.Except(string)"/>
    public ClientsOf<T> Except(string room) => new(Emitter.Except(room));

    /// <inheritdoc cref="Emitter.Except(IEnumerable{string})"/>
    public ClientsOf<T> Except(params IEnumerable<string> rooms) => new(Emitter.Except(rooms));

    /// <inheritdoc cref="Emitter.User"/>
    public ClientsOf<T> User(string userId) => new(Emitter.User(userId));

    /// <inheritdoc cref="Emitter.Users"/>
    public ClientsOf<T> Users(params IEnumerable<string> userIds) => new(Emitter.Users(userIds));

    /// <inheritdoc cref="Emitter.Compress"/>
    public ClientsOf<T> Compress(bool compress) => new(Emitter.Compress(compress));

    /// <inheritdoc cref="Emitter.Timeout"/>
    public ClientsOf<T> Timeout(TimeSpan timeout) => new(Emitter.Timeout(timeout));
}
