using System.ComponentModel;

namespace Sockeye.Contracts;

/// <summary>The methods that generated code of contracts calls. Do not call them yourself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClientContract
{
    /// <summary>Registers the function that <see cref="SocketEmitter.Client{T}"/> calls.</summary>
    public static void Register<T>(Func<SocketEmitter, T> create)
        where T : class => Proxy<T>.Create = create;

    /// <summary>Sends an event to one socket and waits for its answer, which must have a value.</summary>
    public static async Task<T> AskAsync<T>(SocketEmitter socket, string eventName, object?[] args, CancellationToken cancellationToken) =>
        (await socket.EmitWithAckAsync(eventName, args, cancellationToken)).GetRequiredAnswer<T>();

    /// <summary>Sends an event to one socket and waits for its answer, which may be null.</summary>
    public static async Task<T?> AskNullableAsync<T>(SocketEmitter socket, string eventName, object?[] args, CancellationToken cancellationToken) =>
        (await socket.EmitWithAckAsync(eventName, args, cancellationToken)).GetAnswer<T>();

    /// <summary>Sends an event to many sockets and waits for their answers, which must have values.</summary>
    public static async Task<BroadcastAcks<T>> AskAllAsync<T>(Emitter emitter, string eventName, object?[] args, CancellationToken cancellationToken) =>
        new(await emitter.EmitWithAckAsync(eventName, args, cancellationToken), static answer => answer.GetRequiredAnswer<T>());

    /// <summary>Sends an event to many sockets and waits for their answers, which may be null.</summary>
    public static async Task<BroadcastAcks<T?>> AskAllNullableAsync<T>(Emitter emitter, string eventName, object?[] args, CancellationToken cancellationToken) =>
        new(await emitter.EmitWithAckAsync(eventName, args, cancellationToken), static answer => answer.GetAnswer<T>());

    internal static T CreateClient<T>(SocketEmitter socket)
        where T : class =>
        (Proxy<T>.Create ?? throw Contract.NotGenerated(typeof(T), "Client"))(socket);

    private static class Proxy<T>
    {
        public static Func<SocketEmitter, T>? Create { get; set; }
    }
}
