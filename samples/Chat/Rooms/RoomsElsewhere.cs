using Sockeye.Samples.Chat.Cluster;
using Sockeye.Samples.Chat.Messages;

namespace Sockeye.Samples.Chat.Rooms;

/// <summary>What the library does not know of rooms on the other servers: those that are empty, and what was said there.</summary>
internal sealed class RoomsElsewhere
{
    private const string CreatedEvent = "room:created";
    private const string FindEvent = "room:find";
    private const string HistoryEvent = "room:history";

    private readonly RoomRegistry _rooms;
    private readonly OtherServers _others;
    private readonly RoomNews _news;

    public RoomsElsewhere(RoomRegistry rooms, OtherServers others, RoomNews news)
    {
        _rooms = rooms;
        _others = others;
        _news = news;
        others.OnTold<string>(CreatedEvent, Adopt);
        others.OnAsked<string, string>(FindEvent, name => Task.FromResult(rooms.Find(name)?.Name));
        others.OnAsked<string, ChatMessage[]>(HistoryEvent, name => Task.FromResult(rooms.Find(name)?.History));
    }

    /// <summary>A room of this server, or of another one, which is then this server's too.</summary>
    public async Task<ChatRoom?> FindAsync(string? wanted)
    {
        if (_rooms.Find(wanted) is { } room)
        {
            return room;
        }

        foreach (var name in await _others.AskAsync<string>(FindEvent, wanted!))
        {
            Adopt(name);
        }

        return _rooms.Find(wanted);
    }

    /// <summary>Makes the other servers know a room that was made here.</summary>
    public Task TellOfAsync(ChatRoom room) => _others.TellAsync(CreatedEvent, room.Name);

    /// <summary>What was said in a room on all servers. Each keeps what its own members said.</summary>
    public async Task<IEnumerable<ChatMessage>> HistoryAsync(ChatRoom room)
    {
        var elsewhere = await _others.AskAsync<ChatMessage[]>(HistoryEvent, room.Name);
        return elsewhere.Count == 0 ? room.History : room.Merge(elsewhere.SelectMany(history => history));
    }

    private void Adopt(string name)
    {
        _rooms.Adopt(name);
        _news.TellHere(name);
    }
}
