namespace Sockeye.Samples.Chat.Cluster;

/// <summary>
/// What the other servers of the cluster know. Who is where comes from the library's query for all sockets, asked again after every change that one of them
/// tells of, and now and then, since a server that dies tells nothing. On one server alone there is nothing to ask.
/// </summary>
internal sealed class OtherServers : BackgroundService
{
    private const string ChangedEvent = "members:changed";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Namespace _chat;
    private readonly TimeProvider _time;
    private readonly bool _clustered;
    private readonly Coalescer _telling;
    private readonly Coalescer _looking;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private int _count = 1;
    private volatile MembersElsewhere _members = MembersElsewhere.Nobody;

    public OtherServers(SocketIOServer io, TimeProvider time, ILogger<OtherServers> logger)
    {
        _chat = io.Of(ChatNamespace.Name);
        _time = time;
        _clustered = _chat.Adapter is ClusterAdapter;
        _telling = new Coalescer(TellAsync, Delay, time, logger);
        _looking = new Coalescer(LookAsync, Delay, time, logger);
        _chat.ServerSide.On(ChangedEvent, _ =>
        {
            _looking.Request();
            return Task.CompletedTask;
        });
    }

    /// <summary>The members elsewhere are others now, in rooms of these names or in none.</summary>
    public event Action<IReadOnlyCollection<string>>? Changed;

    /// <summary>A server has come or gone, or cannot be reached, or can again: what it told last may have got lost.</summary>
    public event Action? ServersChanged;

    /// <summary>The members elsewhere, as of the last look.</summary>
    public MembersElsewhere Members => _members;

    /// <summary>Whether all others answered the last time.</summary>
    public bool AreReached { get; private set; } = true;

    /// <summary>Something has changed on this server: the others are to look.</summary>
    public void Notify()
    {
        if (_clustered)
        {
            _telling.Request();
        }
    }

    /// <summary>Asks now who is where.</summary>
    public async Task LookAsync()
    {
        if (!_clustered)
        {
            return;
        }

        await _gate.WaitAsync();
        try
        {
            var sockets = await _chat.Timeout(Patience).FetchSocketsAsync();
            var before = _members;
            _members = MembersElsewhere.Of(sockets);
            if (_members.Differences(before) is { } rooms)
            {
                Changed?.Invoke(rooms);
            }

            var count = await CountAsync();
            if (AreReached != sockets.IsComplete || _count != count)
            {
                AreReached = sockets.IsComplete;
                _count = count;
                ServersChanged?.Invoke();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The names of those in one room elsewhere, asked now.</summary>
    public async Task<IEnumerable<string>> NamesInAsync(string roomKey) => _clustered
        ? MembersElsewhere.Of(await _chat.In(roomKey).Timeout(Patience).FetchSocketsAsync()).All.Select(member => member.Name)
        : [];

    /// <summary>Tells the others something.</summary>
    public async Task TellAsync(string eventName, object argument) => await _chat.ServerSideEmitAsync(eventName, argument).HereAtLeast();

    /// <summary>Listens to what others tell with <see cref="TellAsync(string, object)"/>.</summary>
    public void OnTold<T>(string eventName, Action<T> handler) => _chat.ServerSide.On(eventName, told =>
    {
        handler(told.Arguments.Get<T>(0)!);
        return Task.CompletedTask;
    });

    /// <summary>Asks the others something.</summary>
    /// <returns>The answers of those that had one.</returns>
    public async Task<IReadOnlyList<TAnswer>> AskAsync<TAnswer>(string eventName, object question)
        where TAnswer : class
    {
        var answers = await _chat.ServerSideEmitWithAckAsync(eventName, [question], Patience);
        return [.. answers.Select(answer => answer.Get<TAnswer>(0)).OfType<TAnswer>()];
    }

    /// <summary>Answers what others ask with <see cref="AskAsync"/>.</summary>
    public void OnAsked<TQuestion, TAnswer>(string eventName, Func<TQuestion, Task<TAnswer?>> handler)
        where TAnswer : class =>
        _chat.ServerSide.On(eventName, async asked => await asked.AnswerAsync(await handler(asked.Arguments.Get<TQuestion>(0)!)));

    public override void Dispose()
    {
        _telling.Dispose();
        _looking.Dispose();
        _gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_clustered)
        {
            return;
        }

        Notify();
        using var timer = new PeriodicTimer(Every, _time);
        do
        {
            _looking.Request();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> CountAsync()
    {
        try
        {
            return await _chat.ServerCountAsync();
        }
        catch (Exception)
        {
            return 1; // of those that can be counted: the backend says why in its own way
        }
    }

    private async Task TellAsync()
    {
        try
        {
            await _chat.ServerSideEmitAsync(ChangedEvent);
        }
        catch (ClusterPublishException)
        {
            _looking.Request(); // and finds nobody
        }
    }
}
