using Sockeye.Emitters.Rooms;
using Sockeye.RoomMessages;

namespace Sockeye;

/// <summary>
/// The members of the rooms of a namespace, for a process that is not a server. It asks one of the servers, each of which knows the members
/// of all servers. It is thread-safe.
/// </summary>
/// <remarks>
/// A server answers if it has <c>UsePresence</c> in that namespace and has heard all other servers. After the first server has started,
/// that takes two heartbeats (<c>RoomOptions.HeartbeatInterval</c>). Until then, and while a namespace that is created on demand has no
/// clients, no server answers.
/// </remarks>
public sealed class EmitterPresence
{
    // A server that was asked may have gone, and messages may be lost, so the question is repeated after growing pauses.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(1);

    private readonly PresenceQuestions _questions;
    private readonly EmitterPresenceOptions _options;
    private readonly string _topic;

    // The server that answered last.
    private volatile string? _server;

    internal EmitterPresence(PresenceQuestions questions, string ns, EmitterPresenceOptions options)
    {
        _questions = questions;
        _options = options;
        _topic = RoomEnvelope.TopicOf(PresenceQuestion.Matter, ns);
        Namespace = ns;
    }

    /// <summary>The namespace of the rooms.</summary>
    public string Namespace { get; }

    /// <summary>Gets the number of members of a room.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ArgumentException">The name is longer than 1024 characters. Such a room has no presence.</exception>
    /// <exception cref="TimeoutException">No server has answered, or none that knows all others.</exception>
    /// <exception cref="ClusterPublishException">
    /// The broker has not taken the question, too many questions wait for answers (<see cref="EmitterOptions.MaxPendingPublishes"/>), or
    /// the emitter is closed.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<int> CountAsync(string room, CancellationToken cancellationToken = default) => (await AskAsync(new PresenceQuestion(0, Check(room), null, null, 0), cancellationToken)).Count;

    /// <summary>
    /// Gets all members of a room, in the order of their ids. A large room is read in parts: a member that joins or leaves meanwhile may be
    /// missing or not.
    /// </summary>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<IReadOnlyList<PresenceMember>> MembersAsync(string room, CancellationToken cancellationToken = default) => (await MembersAsync(room, null, int.MaxValue, cancellationToken)).Members;

    /// <summary>Gets a page of the members of a room, in the order of their ids.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="after">The id after which the page begins: <see cref="PresencePage.Next"/> of the previous page.</param>
    /// <param name="limit">The maximum number of members on the page.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<PresencePage> MembersAsync(string room, string? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var members = new List<PresenceMember>();
        var question = new PresenceQuestion(0, Check(room), after is null ? null : Check(after), null, limit);
        while (true)
        {
            var answer = await AskAsync(question, cancellationToken);
            members.AddRange(answer.Members.Take(limit - members.Count));

            // Each part must continue after the previous one, so that the loop ends with any answers.
            var hasMore = answer.Next is not null && (question.After is null || string.CompareOrdinal(answer.Next, question.After) > 0);
            if (!hasMore || members.Count == limit)
            {
                return new PresencePage(members, answer.Count, hasMore ? answer.Next : null);
            }

            question = question with { After = answer.Next, Limit = limit - members.Count };
        }
    }

    /// <summary>Gets a member of a room; <see langword="null"/> if there is no member with that id.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="id">The id of the member.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <inheritdoc cref="CountAsync"/>
    public async Task<PresenceMember?> FindAsync(string room, string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(new PresenceQuestion(0, Check(room), null, Check(id), 1), cancellationToken)).Members.FirstOrDefault(member => member.Id == id);

    private static string Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= PresenceQuestion.MaxNameLength ? name : throw new ArgumentException($"Names of rooms and members have at most {PresenceQuestion.MaxNameLength} characters.", nameof(name));
    }

    private async Task<PresenceAnswer> AskAsync(PresenceQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var isAnybodyThere = false;
        try
        {
            for (var (pause, patience) = (FirstPause, FirstPatience); ; (pause, patience) = (pause * 2 < LongestPause ? pause * 2 : LongestPause, patience * 2))
            {
                if (_server is null && await SeekAsync(question.Room, pause, ending.Token) is { } found)
                {
                    isAnybodyThere = true;
                    if (found.IsWhole)
                    {
                        _server = found.Server;
                    }
                }

                if (_server is { } server)
                {
                    if (await _questions.AskAsync(_topic, question, server, patience, ending.Token) is { IsWhole: true } answer)
                    {
                        return answer;
                    }

                    // Another question may already have found another server.
                    Interlocked.CompareExchange(ref _server, null, server);
                    await Task.Delay(pause, TimeProvider.System, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(
                isAnybodyThere
                    ? $"No server knew all members of the room in the namespace {Namespace} within {_options.Timeout}. The servers have just started, or do not hear each other."
                    : $"No server answered the question about a room in the namespace {Namespace} within {_options.Timeout}. No server with UsePresence in that namespace uses this broker with the same options.");
        }
    }

    /// <summary>Asks all servers for a short answer. The first one that knows all others is then asked for the rest.</summary>
    private Task<PresenceAnswer?> SeekAsync(string room, TimeSpan pause, CancellationToken cancellationToken) =>
        _questions.AskAsync(_topic, new PresenceQuestion(0, room, null, null, 0), null, pause, cancellationToken);
}
