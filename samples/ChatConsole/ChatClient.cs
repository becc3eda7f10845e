using Sockeye.Client;
using Sockeye.Samples.ChatConsole.Protocol;

namespace Sockeye.Samples.ChatConsole;

/// <summary>One person in the chat: signs in, keeps the rooms up to date, and comes back when the connection was lost. All of it runs on one scheduler.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private const string RoomPrefix = "room:";
    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(10);

    private readonly SocketIOClient _io;
    private readonly ClientSocket _chat;
    private readonly TextWriter _output;
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string?> _ended = new();
    private Credentials? _credentials;
    private bool _isSignedIn;
    private bool _isOffline;

    public ChatClient(string url, TaskScheduler scheduler, TextWriter output)
    {
        _output = output;
        _io = new SocketIOClient(url, options =>
        {
            options.TaskScheduler = scheduler;
            options.JsonOptions = ChatJson.Default.Options; // types known to the compiler: nothing is reflected upon
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(300);
            options.ReconnectionDelayMax = TimeSpan.FromSeconds(4);
        });
        _chat = _io.Of("/chat");

        // Asked at each attempt, so that a reconnection brings the token of the last session.
        _chat.AuthFactory = _ => new(_credentials);
        _chat.OnConnectError(OnConnectError);
        _chat.OnDisconnect(OnDisconnect);
        _chat.On<Session>("session", OnSessionAsync);
        _chat.On<string>("disconnect_reason", reason => End(reason));
        _chat.On<ChatMessage, string?>("message", (message, offset) => Show(RoomOf(message.To), message, offset));
        _chat.On<ChatMessage>("direct", message => Say($"({message.From} to you) {message.Text}"));
        _chat.On<Notice>("system", notice => Say($"* From the administrators: {notice.Text}"));
        _chat.On<Withdrawal>("room:withdrawn", withdrawal => Drop(RoomOf(withdrawal.Room), withdrawal.Reason));
        _chat.On<MembersChange>("presence:snapshot", OnSnapshot);
        _chat.On<MembersChange>("presence:joined", OnJoined);
        _chat.On<MembersChange>("presence:updated", change => ForRoom(change.Room, room => room.Put(change.Members)));
        _chat.On<MembersChange>("presence:left", OnLeft);
    }

    /// <summary>The room that is written to.</summary>
    public Room? Current { get; private set; }

    /// <summary>The rooms that this person is in.</summary>
    public IEnumerable<Room> Rooms => _rooms.Values;

    /// <summary>Completes when the server has ended the session. It has no result.</summary>
    public Task<string?> Ended => _ended.Task;

    /// <exception cref="ConnectException">The server was not reached, or has refused the name.</exception>
    public Task SignInAsync(string name, CancellationToken cancellationToken)
    {
        _credentials = new Credentials(name, null);
        return _chat.ConnectAsync(cancellationToken);
    }

    /// <summary>Joins a room, and shows what was said there.</summary>
    public Task JoinAsync(string name) => EnterAsync("room:join", name);

    /// <summary>Makes a room, and joins it.</summary>
    public Task CreateAsync(string name) => EnterAsync("room:create", name);

    public async Task LeaveAsync(Room room)
    {
        await RequestAsync<Failure>("room:leave", room.Name);
        Drop(room, "you left.");
    }

    /// <summary>Writes to a room.</summary>
    public async Task SendAsync(Room room, string text)
    {
        var sent = await RequestAsync<SentMessage>("message", room.Key, text);
        Show(room, sent.Message, sent.Offset);
    }

    /// <summary>Writes to one person.</summary>
    public async Task SendDirectAsync(string name, string text)
    {
        var sent = await RequestAsync<SentMessage>("direct", name, text);
        Say($"(you to {sent.Message.To}) {sent.Message.Text}");
    }

    /// <summary>All rooms of the chat, the fullest first.</summary>
    public async Task<IReadOnlyList<RoomRecord>> ListAsync() => (await RequestAsync<RoomList>("rooms:list", new RoomQuery(RoomPrefix, "members"))).Rooms;

    public async ValueTask DisposeAsync()
    {
        End(null);
        await _io.DisposeAsync(); // says goodbye: the others see at once that this person has left
    }

    private async Task EnterAsync(string eventName, string name)
    {
        var record = await RequestAsync<RoomRecord>(eventName, name);
        var room = Current = RoomOf(record.Room);
        room.Name = record.Value.Name;
        Say($"* You are in {room.Name}." + (record.Value.Topic is { } topic ? $" It is about: {topic}" : string.Empty));
        await CatchUpAsync(room, room.LastOffset);
    }

    // Each connection is another socket, and the server lets it in without rooms. They may have ended, or the server been restarted.
    private async Task RejoinAsync(Room room)
    {
        var since = room.LastOffset; // before messages come that were sent after the ones missed
        try
        {
            await RequestAsync<RoomRecord>("room:rejoin", room.Name);
            await CatchUpAsync(room, since);
            Say($"[{room.Name}] * You are here again.");
        }
        catch (ChatException exception) when (_chat.Connected)
        {
            Drop(room, exception.Message);
        }
        catch (ChatException)
        {
            // Lost again: the next session tries again.
        }
    }

    /// <summary>Shows what was said after an offset, or the last messages if there is none.</summary>
    private async Task CatchUpAsync(Room room, string? since)
    {
        HistoryPage page;
        do
        {
            page = await RequestAsync<HistoryPage>("history:read", room.Key, since is null ? new HistoryQuery(Last: 20) : new HistoryQuery(Since: since));
            if (page.Truncated)
            {
                Say($"[{room.Name}] * The server no longer has all that was said meanwhile.");
            }

            foreach (var entry in page.Messages)
            {
                Show(room, entry.Args[0], entry.Offset);
                since = since is null ? null : entry.Offset;
            }
        }
        while (page.More && since is not null);
    }

    /// <summary>Sends an event, and gives the server's answer.</summary>
    /// <exception cref="ChatException">The answer is no, or none came.</exception>
    private async Task<T> RequestAsync<T>(string eventName, params object?[] args)
    {
        // The client would keep the event until it is connected. By then it is another session, in no room.
        if (!_chat.Connected)
        {
            throw new ChatException("You are offline. Wait until the connection is back.");
        }

        try
        {
            var answer = await _chat.Timeout(s_answerTimeout).EmitWithAckAsync(eventName, args);
            return answer.Get<Failure>(0)?.Error is { } error ? throw new ChatException(error.Message) : answer.Get<T>(0)!;
        }
        catch (TimeoutException)
        {
            throw new ChatException("The server did not answer. Try again.");
        }
        catch (SocketDisconnectedException)
        {
            throw new ChatException("The connection was lost before the server answered.");
        }
    }

    private async Task OnSessionAsync(Session session)
    {
        _credentials = new Credentials(session.Name, session.Token);
        _isOffline = false;
        Say(_isSignedIn ? "* You are back online." : $"* Welcome, {session.Name}. /help shows what you can do.");
        _isSignedIn = true;
        foreach (var room in _rooms.Values.ToArray())
        {
            await RejoinAsync(room);
        }
    }

    private void OnConnectError(ConnectException exception)
    {
        if (exception.Kind != ConnectErrorKind.Refused)
        {
            GoOffline(exception.Message);
        }
        else if (_isSignedIn)
        {
            End(exception.Message); // somebody else has the name by now
        }
    }

    private void OnDisconnect(DisconnectReason reason)
    {
        if (reason.Name == DisconnectReason.ServerDisconnect)
        {
            End("The server has ended the session."); // after that a socket does not connect again by itself
        }
        else if (!Ended.IsCompleted)
        {
            GoOffline($"{reason.Name}.");
        }
    }

    // Said once, not for each attempt that fails.
    private void GoOffline(string why)
    {
        if (!_isOffline)
        {
            _isOffline = true;
            Say($"* You are offline: {why} Trying to connect...");
        }
    }

    private void OnSnapshot(MembersChange change)
    {
        if (change.Room.StartsWith(RoomPrefix, StringComparison.Ordinal))
        {
            var room = RoomOf(change.Room);
            room.Members.Clear();
            room.Put(change.Members);
        }
    }

    private void OnJoined(MembersChange change) => ForRoom(change.Room, room =>
    {
        room.Put(change.Members);
        foreach (var member in change.Members.Where(member => member.Id != _credentials?.Name))
        {
            Say($"[{room.Name}] * {member.Id} joined.");
        }
    });

    private void OnLeft(MembersChange change) => ForRoom(change.Room, room =>
    {
        foreach (var member in change.Members.Where(member => room.Members.Remove(member.Id)))
        {
            Say($"[{room.Name}] * {member.Id} left.");
        }
    });

    // The history and the live messages overlap: each is shown once.
    private void Show(Room room, ChatMessage message, string? offset)
    {
        if (offset is null || room.See(offset))
        {
            Say($"[{room.Name}] {message.From}: {message.Text}");
        }
    }

    // What happens in a room may come before the answer that says that we are in it.
    private Room RoomOf(string key) => _rooms.TryGetValue(key, out var room) ? room : _rooms[key] = new Room(key) { Name = key[RoomPrefix.Length..] };

    private void ForRoom(string key, Action<Room> action)
    {
        if (_rooms.TryGetValue(key, out var room))
        {
            action(room);
        }
    }

    private void Drop(Room room, string? why)
    {
        if (_rooms.Remove(room.Key))
        {
            Say($"* You are not in {room.Name} any more: {why}");
            Current = Current == room ? _rooms.Values.FirstOrDefault() : Current;
        }
    }

    private void End(string? why)
    {
        if (_ended.TrySetResult(null) && why is not null)
        {
            Say($"* {why}");
        }
    }

    private void Say(string line) => _output.WriteLine(line);
}
