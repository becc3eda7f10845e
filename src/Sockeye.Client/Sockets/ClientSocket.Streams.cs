using System.Runtime.CompilerServices;
using Sockeye.Client.Sockets;

namespace Sockeye.Client;

/// <content>Streams of the server.</content>
public sealed partial class ClientSocket
{
    private ClientStreams? _streams;

    /// <summary>Sends an event that the server answers with a stream, and gives its items as they come: what a method of a handler class that returns <see cref="IAsyncEnumerable{T}"/> makes.</summary>
    /// <remarks>
    /// The event is sent when the enumeration begins, and the stream is cancelled when that ends. If items come faster than they are taken, the server is asked to pause. A stream does not outlive its
    /// connection.
    /// </remarks>
    /// <param name="eventName">The event.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="AnswerErrorException">The server refuses the event, or the stream has failed there.</exception>
    /// <exception cref="SocketDisconnectedException">The connection was lost.</exception>
    /// <exception cref="TimeoutException">The server did not answer in time.</exception>
    /// <exception cref="InvalidOperationException">The server's answer is no stream, or items came much faster than they were taken in spite of the pause.</exception>
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
