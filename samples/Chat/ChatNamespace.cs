using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>The namespace of the chat, and what the library knows of its rooms: all that the chat shows, on however many servers.</summary>
internal sealed class ChatNamespace
{
    public const string Name = "/chat";

    private readonly ChatOptions _options;
    private readonly TimeProvider _time;

    public ChatNamespace(SocketIOServer io, IOptions<ChatOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Namespace = io.Of(Name);

        Records = Namespace.UseRecords<ChatRecord>(records =>
        {
            records.EmptyGrace = _options.EmptyRoomLifetime;
            records.ClientView = record => (record.Value as ChatRoom)?.ToView();
        });
        Presence = Namespace.UsePresence(presence => presence.GracePeriod = _options.ReconnectTime);
        History = Namespace.UseHistory(history => history.MaxMessages = _options.HistoryLength);
        Permissions = Namespace.UsePermissions(rules =>
        {
            rules.For(ChatRoom.Prefix + "*").Join(MayJoin).Send(MaySend).List(_ => true);
            rules.For(Person.Prefix + "*").Join(who => who.Room == who.Socket.Person.Room).Send(_ => false);
        });
    }

    public Namespace Namespace { get; }

    /// <summary>The rooms and the people that there are.</summary>
    public RoomRecords<ChatRecord> Records { get; }

    /// <summary>Who is in which room.</summary>
    public Presence Presence { get; }

    /// <summary>What was said in the rooms.</summary>
    public RoomHistory History { get; }

    /// <summary>Who may join and write.</summary>
    public RoomPermissions Permissions { get; }

    /// <summary>The record of a room to talk in, by a name that somebody typed.</summary>
    public async ValueTask<RoomRecord<ChatRecord>> GetRoomAsync(string? wanted)
    {
        var name = UserText.Name(wanted, "a room's name", _options.MaxRoomNameLength);
        return await FindAsync(ChatRoom.KeyOf(name)) ?? throw Refusal.Of($"There is no room called {name}.", "unknown-room");
    }

    /// <summary>Somebody who is here, by a name that somebody typed.</summary>
    public async ValueTask<Person> GetPersonAsync(string? wanted)
    {
        var name = UserText.Name(wanted, "a name", _options.MaxNameLength);
        return (await FindAsync(Person.KeyOf(name)))?.Value as Person ?? throw Refusal.Of($"Nobody called {name} is here.", "unknown-person");
    }

    /// <summary>The record of a room. One that another server has just made may not be known here yet.</summary>
    /// <exception cref="EventRefusedException">It is not known here, and what all servers share cannot be asked.</exception>
    public async ValueTask<RoomRecord<ChatRecord>?> FindAsync(string room) => Records.Find(room) ?? await Refusal.IfUnavailable(Records.GetAsync(room));

    /// <summary>Lets a socket join a room, in which its person may have been away.</summary>
    public async Task JoinAsync(Socket socket, string room)
    {
        await socket.JoinAsync(room);
        if (PersonState.IsAway(Presence.Find(room, socket.Person.Name)))
        {
            Presence.SetState(room, socket.Person.Name, PersonState.Online);
        }
    }

    private RoomVerdict MayJoin(RoomPermissionContext who) =>
        Records.Find(who.Room)?.Value is ChatRoom room && room.Removed.TryGetValue(who.Socket.Person.Name, out var until) && until > _time.GetUtcNow()
            ? RoomVerdict.Refuse($"An administrator removed you from {room.Name}.")
            : RoomVerdict.Allow;

    private static RoomVerdict MaySend(RoomPermissionContext who) =>
        who.IsMember ? RoomVerdict.Allow : RoomVerdict.Refuse("You are not in this room. Join it first.");
}
