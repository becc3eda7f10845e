using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat.Admin;

/// <summary>Keeps the administrators' pages up to date: who is where. Changes of a moment go out together.</summary>
internal sealed class AdminOverview : BackgroundService
{
    private const int MaxPeople = 1_000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly Namespace _admin;
    private readonly ChatNamespace _chat;
    private readonly TimeProvider _time;
    private readonly int _maxRooms;
    private int _isStale;

    public AdminOverview(SocketIOServer io, ChatNamespace chat, TimeProvider time, IOptions<ChatOptions> options)
    {
        _admin = io.Of(AdminNamespace.Name);
        _chat = chat;
        _time = time;
        _maxRooms = options.Value.MaxRooms;
        chat.Records.OnChanged(_ => Volatile.Write(ref _isStale, 1));
        chat.Presence.OnChanged(_ => Volatile.Write(ref _isStale, 1));
    }

    /// <summary>People with a connection. Who is away, and whose name is only kept, gets nothing.</summary>
    public int OnlineCount => List(Person.Prefix, MaxPeople).Count(IsOnline);

    /// <summary>Members of a room with a connection.</summary>
    public int OnlineCountIn(string room) => _chat.Presence.Members(room).Count(member => !PersonState.IsAway(member));

    public object View()
    {
        var here = _chat.Namespace.Sockets.Values.ToLookup(socket => socket.Person.Name, socket => socket.TransportName);
        return new
        {
            rooms = List(ChatRoom.Prefix, _maxRooms).Select(room => new
            {
                room.Value.Name,
                members = _chat.Presence.Members(room.Room).Select(member => member.Id),
            }),
            members = List(Person.Prefix, MaxPeople).Select(person => new
            {
                person.Value.Name,
                rooms = _chat.Presence.RoomsOf(person.Value.Name).Where(ChatRoom.IsKey).Select(room => _chat.Records.Find(room)?.Value.Name ?? room),
                since = person.Created.ToUnixTimeMilliseconds(),
                away = !IsOnline(person),
                transport = here[person.Value.Name].LastOrDefault("another server"),
            }),
        };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Interlocked.Exchange(ref _isStale, 0) == 1 && _admin.Sockets.Count > 0)
            {
                _admin.Local.Emit("overview", View());
            }
        }
    }

    // A name is kept a while longer than its person is away.
    private bool IsOnline(RoomRecord<ChatRecord> person) =>
        _chat.Presence.Find(person.Room, person.Value.Name) is { } member && !PersonState.IsAway(member);

    private IReadOnlyList<RoomRecord<ChatRecord>> List(string prefix, int limit) => _chat.Records.List(new() { Prefix = prefix, Limit = limit }).Records;
}
