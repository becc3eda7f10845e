using System.Text.Json;
using Sockeye.Streams;

namespace Sockeye.Client.Sockets;

/// <summary>The streams of the server that one socket reads.</summary>
/// <remarks>
/// Items may be delivered before the caller gets the answer that names their stream. So while a call waits for an answer, an unknown id
/// gets a stream, which the caller finds there. If no call waits, no caller will ever ask for the stream, and it is cancelled.
/// </remarks>
internal sealed class ClientStreams
{
    private readonly Dictionary<string, ClientStream> _known = [];
    private readonly ClientSocket _socket;
    private int _starting;
    private int _connections;

    private ClientStreams(ClientSocket socket) => _socket = socket;

    /// <summary>Gets the streams of a socket. They are created when it reads the first one.</summary>
    public static ClientStreams GetOrCreate(ref ClientStreams? field, ClientSocket socket)
    {
        var made = new ClientStreams(socket);
        if (Interlocked.CompareExchange(ref field, made, null) is { } present)
        {
            return present;
        }

        made.Listen();
        return made;
    }

    /// <summary>Asks for a stream.</summary>
    /// <param name="emitter">The socket, or one of its operators, which sends the event.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<ClientStream> StartAsync(ClientEmitter emitter, string eventName, object?[] args, CancellationToken cancellationToken)
    {
        int connections;
        lock (_known)
        {
            connections = _connections;
            _starting++;
        }

        try
        {
            var answer = await emitter.EmitWithAckAsync(eventName, args, cancellationToken).ConfigureAwait(false);
            return Claim(IdOf(eventName, answer), connections);
        }
        finally
        {
            EndStart();
        }
    }

    /// <summary>
    /// Cancels a stream. It stays known until the server has ended it, so that late items are not taken for a new stream.
    /// </summary>
    public void Cancel(ClientStream stream)
    {
        lock (_known)
        {
            if (!_known.ContainsKey(stream.Id))
            {
                return;
            }
        }

        _socket.Emit(StreamEvents.Cancel, stream.Id);
    }

    public void Pause(ClientStream stream) => _socket.Emit(StreamEvents.Pause, stream.Id);

    public void Resume(ClientStream stream) => _socket.Emit(StreamEvents.Resume, stream.Id);

    private static string IdOf(string eventName, EventArguments answer)
    {
        if (answer.Get<JsonElement>(0) is { ValueKind: JsonValueKind.Object } first)
        {
            if (first.TryGetProperty(StreamEvents.Id, out var id) && id.ValueKind == JsonValueKind.String)
            {
                return id.GetString()!;
            }

            if (first.TryGetProperty("error", out var error) && ToException(error) is { } refusal)
            {
                throw refusal;
            }
        }

        throw new InvalidOperationException($"The server did not answer \"{eventName}\" with a stream.");
    }

    private static AnswerErrorException? ToException(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
            ? new AnswerErrorException(message.GetString()!, error.TryGetProperty("data", out var data) ? data.Clone() : null)
            : null;

    private ClientStream Claim(string id, int connections)
    {
        lock (_known)
        {
            if (_known.TryGetValue(id, out var early))
            {
                early.IsClaimed = true;
                if (early.HasEnded)
                {
                    _known.Remove(id);
                }

                return early;
            }

            if (connections != _connections)
            {
                throw new SocketDisconnectedException();
            }

            var stream = new ClientStream(this, id) { IsClaimed = true };
            _known.Add(id, stream);
            return stream;
        }
    }

    private void EndStart()
    {
        List<ClientStream>? unclaimed = null;
        lock (_known)
        {
            if (--_starting == 0)
            {
                unclaimed = [.. _known.Values.Where(static stream => !stream.IsClaimed)];
                foreach (var stream in unclaimed.Where(static stream => stream.HasEnded))
                {
                    _known.Remove(stream.Id);
                }
            }
        }

        unclaimed?.ForEach(static stream => stream.Dispose());
    }

    // The listener stays for the whole life of the socket.
    private void Listen()
    {
        _ = _socket.On(StreamEvents.Item, OnItem);
        _ = _socket.On(StreamEvents.End, OnEnd);
        _ = _socket.OnDisconnect((DisconnectReason _) => OnDisconnect());
    }

    private void OnItem(ReceivedEvent received)
    {
        if (received.Arguments.Get<string>(0) is not { } id)
        {
            return;
        }

        var isUnwanted = false;
        ClientStream? stream;
        lock (_known)
        {
            if (!_known.TryGetValue(id, out stream))
            {
                stream = new ClientStream(this, id);
                _known.Add(id, stream);
                isUnwanted = _starting == 0;
            }
        }

        if (isUnwanted)
        {
            stream.Dispose();
        }
        else
        {
            stream.Add(received.Arguments);
        }
    }

    private void OnEnd(ReceivedEvent received)
    {
        if (received.Arguments.Get<string>(0) is not { } id)
        {
            return;
        }

        var failure = received.Arguments.Count > 1 ? ToException(received.Arguments.Get<JsonElement>(1)) : null;
        lock (_known)
        {
            if (!_known.TryGetValue(id, out var stream) && _starting > 0)
            {
                // The stream had no items.
                stream = new ClientStream(this, id);
                _known.Add(id, stream);
            }

            // The caller that waits for the answer finds the stream ended.
            if (stream is not null && (stream.IsClaimed || _starting == 0))
            {
                _known.Remove(id);
            }

            stream?.End(failure);
        }
    }

    private void OnDisconnect()
    {
        ClientStream[] lost;
        lock (_known)
        {
            _connections++;
            lost = [.. _known.Values];
            _known.Clear();
        }

        foreach (var stream in lost)
        {
            stream.End(new SocketDisconnectedException());
        }
    }
}
