using System.Runtime.CompilerServices;
using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <content>Streams of the server.</content>
public sealed partial class ClientSocket
{
    private ClientStreams? _streams;

    /// <summary>
    /// Sends an event that the server answers with a stream, and returns its items as they arrive. On a Sockeye server, the handler is a
    /// method that returns <see cref="IAsyncEnumerable{T}"/>.
    /// </summary>
    /// <remarks>
    /// The event is sent when the enumeration begins, and the stream is cancelled when the enumeration ends. If items arrive faster than
    /// you take them, the client asks the server to pause. A stream ends with its connection.
    /// </remarks>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="AnswerErrorException">The server refused the event, or the stream failed on the server.</exception>
    /// <exception cref="SocketDisconnectedException">The connection was lost.</exception>
    /// <exception cref="TimeoutException">The server did not answer in time.</exception>
    /// <exception cref="InvalidOperationException">
    /// The answer of the server is not a stream, or items arrived much faster than they were taken although the client asked for a pause.
    /// </exception>
    public IAsyncEnumerable<T> EmitWithStreamAsync<T>(string eventName, CancellationToken cancellationToken = default) => EmitWithStreamAsync<T>(eventName, [], cancellationToken);

    /// <inheritdoc cref="EmitWithStreamAsync{T}(string, CancellationToken)"/>
    public IAsyncEnumerable<T> EmitWithStreamAsync<T>(string eventName, object? arg1, CancellationToken cancellationToken = default) => EmitWithStreamAsync<T>(eventName, [arg1], cancellationToken);

    /// <inheritdoc cref="EmitWithStreamAsync{T}(string, CancellationToken)"/>
    public IAsyncEnumerable<T> EmitWithStreamAsync<T>(string eventName, object? arg1, object? arg2, CancellationToken cancellationToken = default) =>
        EmitWithStreamAsync<T>(eventName, [arg1, arg2], cancellationToken);

    /// <inheritdoc cref="EmitWithStreamAsync{T}(string, CancellationToken)"/>
    public IAsyncEnumerable<T> EmitWithStreamAsync<T>(string eventName, object? arg1, object? arg2, object? arg3, CancellationToken cancellationToken = default) =>
        EmitWithStreamAsync<T>(eventName, [arg1, arg2, arg3], cancellationToken);

    /// <inheritdoc cref="EmitWithStreamAsync{T}(string, CancellationToken)"/>
    public IAsyncEnumerable<T> EmitWithStreamAsync<T>(string eventName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(args);
        return ReadStreamAsync<T>(this, eventName, args, cancellationToken);
    }

    internal async IAsyncEnumerable<T> ReadStreamAsync<T>(ClientEmitter emitter, string eventName, object?[] args, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var streams = System.Threading.Volatile.Read(ref _streams) ?? ClientStreams.GetOrCreate(ref _streams, this);
        using var stream = await streams.StartAsync(emitter, eventName, args, cancellationToken).ConfigureAwait(false);
        while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            yield return item.Get<T>(1)!;
        }
    }
}
