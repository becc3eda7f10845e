using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Randomness;
using Sockeye.RoomMessages;

namespace Sockeye.Emitters.Rooms;

/// <summary>
/// What this process has asked the servers and waits for. It begins to listen, to nothing but its answers, with the first question. A question is in the table as long as somebody waits for it: what
/// comes for one that is not there is skipped.
/// </summary>
internal sealed class PresenceQuestions(IEmitterBackend backend, ArgumentSerializer serializer, int maxWaiting)
{
    private readonly string _id = RandomSource.Hex(16);
    private readonly Lock _gate = new();
    private readonly Dictionary<long, WaitingQuestion> _waiting = [];
    private Task? _starting;
    private bool _isClosed;
    private long _lastId;

    /// <summary>Whether the emitter can ask.</summary>
    public bool CanAsk => backend.Channel is not null;

    /// <summary>Asks a server, or all.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="question">What to ask; it gets an id.</param>
    /// <param name="server">The id of the server, if it is one. Of all, an answer that is not whole is taken only if no other comes.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Nothing if no answer came in time.</returns>
    /// <exception cref="ClusterPublishException">The question was not sent, or the emitter is closed.</exception>
    public async Task<PresenceAnswer?> AskAsync(string topic, PresenceQuestion question, string? server, TimeSpan patience, CancellationToken cancellationToken)
    {
        var channel = backend.Channel!;
        var waiting = new WaitingQuestion(isForAll: server is null);
        var (id, starting) = Add(channel, waiting);
        try
        {
            await starting.WaitAsync(cancellationToken);
            _ = SendAsync(channel, RoomEnvelope.Write(isQuestion: true, _id, topic, (question with { Id = id }).Write()), server, waiting);
            return await waiting.AnswerAsync(patience, cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(id);
            }

            waiting.End();
        }
    }

    /// <summary>Nobody is answered any more. Completes when nothing begins to listen any more.</summary>
    public async Task CloseAsync()
    {
        WaitingQuestion[] waiting;
        Task starting;
        lock (_gate)
        {
            _isClosed = true;
            waiting = [.. _waiting.Values];
            starting = _starting ?? Task.CompletedTask;
        }

        Array.ForEach(waiting, static question => question.Fail(Closed()));
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static ClusterPublishException Closed() => new("The emitter is closed.");

    private static async Task SendAsync(RoomChannel channel, byte[] message, string? server, WaitingQuestion waiting)
    {
        try
        {
            await channel.PublishAsync(message, server);
        }
        catch (Exception exception)
        {
            waiting.Fail(exception);
        }
    }

    private (long Id, Task Starting) Add(RoomChannel channel, WaitingQuestion waiting)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Closed();
            }

            if (_waiting.Count >= maxWaiting)
            {
                throw new ClusterPublishException("Too many questions wait for their answers already.");
            }

            _waiting.Add(++_lastId, waiting);

            // Not here: the channel may be the application's, and this is a lock.
            _starting ??= Task.Run(() => channel.StartAsync(_id, OnMessage));
            return (_lastId, _starting);
        }
    }

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        if (RoomEnvelope.Read(message) is not { IsQuestion: false } envelope || PresenceAnswer.Read(envelope.From, envelope.Payload, serializer) is not { } answer)
        {
            return;
        }

        WaitingQuestion? waiting;
        lock (_gate)
        {
            _waiting.TryGetValue(answer.Id, out waiting);
        }

        waiting?.Answer(answer);
    }
}
