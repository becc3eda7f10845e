using System.ComponentModel;
using Sockeye.Contracts;

namespace Sockeye.Client.Contracts;

/// <summary>The methods that generated code of contracts calls. Do not call them yourself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ServerContract
{
    /// <summary>Registers the function that <see cref="ClientEmitter.Server{T}"/> calls.</summary>
    public static void Register<T>(Func<ClientEmitter, T> create)
        where T : class => Proxy<T>.Create = create;

    /// <summary>Registers the function that <see cref="ClientReceiver.Listen{T}"/> calls.</summary>
    public static void RegisterListeners<T>(Action<ContractListeners, T> add)
        where T : class => Proxy<T>.AddListeners = add;

    /// <summary>Sends an event and waits for the answer, which must have a value.</summary>
    public static async Task<T> AskAsync<T>(ClientEmitter socket, string eventName, object?[] args, CancellationToken cancellationToken) =>
        (await socket.EmitWithAckAsync(eventName, args, cancellationToken).ConfigureAwait(false)).GetRequiredAnswer<T>();

    /// <summary>Sends an event and waits for the answer, which may be null.</summary>
    public static async Task<T?> AskNullableAsync<T>(ClientEmitter socket, string eventName, object?[] args, CancellationToken cancellationToken) =>
        (await socket.EmitWithAckAsync(eventName, args, cancellationToken).ConfigureAwait(false)).GetAnswer<T>();

    /// <summary>Sends an event that the server answers with a stream, and returns its items.</summary>
    public static IAsyncEnumerable<T> StreamAsync<T>(ClientEmitter socket, string eventName, object?[] args, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.Socket.ReadStreamAsync<T>(socket, eventName, args, cancellationToken);
    }

    internal static T CreateServer<T>(ClientEmitter socket)
        where T : class =>
        (Proxy<T>.Create ?? throw Contract.NotGenerated(typeof(T), "Server"))(socket);

    internal static ContractListeners Listen<T>(ClientReceiver socket, T implementation)
        where T : class
    {
        var add = Proxy<T>.AddListeners ?? throw Contract.NotGenerated(typeof(T), "Listen");
        var listeners = new ContractListeners(socket);
        add(listeners, implementation);
        return listeners;
    }

    private static class Proxy<T>
    {
        public static Func<ClientEmitter, T>? Create { get; set; }

        public static Action<ContractListeners, T>? AddListeners { get; set; }
    }
}
