using System.ComponentModel.DataAnnotations;
using Sockeye;

namespace SockeyeChat;

/// <summary>What a page may ask for. An object of this class serves one event of one socket.</summary>
public class ChatHandlers(Socket socket)
{
    /// <summary>socket.emit("join", room, name, answer): enters a room, and answers who is in it.</summary>
    public async Task<string[]> JoinAsync([StringLength(30, MinimumLength = 1)] string room, [StringLength(30, MinimumLength = 1)] string name)
    {
        await LeaveAsync();
        socket.Data.Set(new Visitor(room, name));
        await socket.JoinAsync(room);
        socket.To(room).Emit("joined", name);
        return await NamesInAsync(room);
    }

    /// <summary>socket.emit("say", text): to all in the room, the sender too.</summary>
    public void Say([StringLength(500, MinimumLength = 1)] string text)
    {
        var (room, name) = socket.Data.Get<Visitor>() ?? throw new EventRefusedException("Enter a room first.");
        socket.Namespace.To(room).Emit("said", new Message(name, text, DateTimeOffset.UtcNow));
    }

    /// <summary>socket.emit("leave"): leaves the room.</summary>
    public async Task LeaveAsync()
    {
        if (socket.Data.Get<Visitor>() is { } visitor)
        {
            await socket.LeaveAsync(visitor.Room);
            socket.Data.Set<Visitor?>(null);
            socket.Namespace.To(visitor.Room).Emit("left", visitor.Name);
        }
    }

    /// <summary>A hook, not an event: the page was closed, or its connection was lost.</summary>
    public Task OnDisconnectedAsync() => LeaveAsync();

    private async Task<string[]> NamesInAsync(string room)
    {
        var members = await socket.Namespace.In(room).FetchSocketsAsync();
        return [.. members.Select(member => member.GetData<Visitor>()?.Name).OfType<string>().Order()];
    }
}
