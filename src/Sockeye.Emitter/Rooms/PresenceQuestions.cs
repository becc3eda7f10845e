using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Randomness;
using Sockeye.RoomMessages;

namespace Sockeye.Emitters.Rooms;

/// <summary>
/// The questions of this process that wait for servers. It begins to listen with the first question, and only to answers. A question is in
/// the table as long as a caller waits for it; an answer to any other question is skipped.
/// </summary>
internal sealed class PresenceQuestions(IEmitterBackend backend, ArgumentSerializer serializer, int maxWaiting)
{
    private readonly string _id = RandomSource.Hex(16);
    private readonly Lock _gate = new();
    private readonly Dictionary<long, WaitingQuestion> _waiting = [];
    private Task? _starting;
    private bool _isClosed;
    private long _lastId;

    /// <summary>Whether the emitter can ask questions.</summary>
    public bool CanAsk => backend.Channel is not null;

    /// <summary>Asks one server, or all servers.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="question">The question, which gets an id here.</param>
    /// <param name="server">
    /// The id of the server; <see langword="null"/> for all. If all are asked, an incomplete answer is used only if no other comes.
    /// </param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The answer; <see langword="null"/> if none came in time.</returns>
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

    /// <summary>Ends all questions. The task completes when nothing begins to listen any more.</summary>
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

            // Not on this thread: the channel may be code of the application, and this is a lock.
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
