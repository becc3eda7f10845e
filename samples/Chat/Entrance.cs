using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Messages;
using Sockeye.Samples.Chat.Rooms;

namespace Sockeye.Samples.Chat;

/// <summary>Who comes into the chat, and who goes.</summary>
internal sealed class Entrance(ChatNamespace chat, RoomHandlers rooms, MessageHandlers messages, Upkeep upkeep, IOptions<ChatOptions> options)
{
    private readonly ChatOptions _options = options.Value;

    public void Map() => chat.Namespace.Use(AdmitAsync).OnConnection(ConnectAsync);

    private async Task AdmitAsync(Socket socket)
    {
        try
        {
            (socket.Person, socket.Token) = await ClaimAsync(socket.Handshake.Auth.GetString("name"), socket.Handshake.Auth.GetString("token"));
        }
        catch (EventRefusedException refusal)
        {
            throw new ConnectRefusedException(refusal.Message, refusal.RefusalData);
        }
        catch (ClusterPublishException)
        {
            throw new ConnectRefusedException(Refusal.Unavailable().Message, new { code = "E_UNAVAILABLE" });
        }
    }

    // A name is the record of its person's own room. One of all servers makes it, and it ends when nobody has been in the room for a while.
    private async Task<(Person Person, string Token)> ClaimAsync(string? wanted, string? token)
    {
        var name = UserText.Name(wanted, "a name", _options.MaxNameLength);
        if (token is not null && chat.Records.Find(Person.KeyOf(name))?.Value is Person known && known.HasToken(token))
        {
            return (known, token); // also while Redis is away
        }

        var (made, newToken) = Person.New(name);
        var lifetime = new RoomRecordLifetime { EndsWithLastMember = true };
        var (isNew, record) = await chat.Records.CreateAsync(Person.KeyOf(name), made, lifetime);
        return isNew ? (made, newToken)
            : token is not null && record?.Value is Person person && person.HasToken(token) ? (person, token)
            : throw Refusal.Of($"The name {record?.Value.Name} is in use. Choose another one.", "name-in-use");
    }

    private async Task ConnectAsync(Socket socket)
    {
        rooms.Listen(socket);
        messages.Listen(socket);
        socket.OnDisconnecting(reason => LeaveAsync(socket, reason));

        var person = socket.Person;
        await chat.JoinAsync(socket, person.Room);
        socket.Emit("session", new { person.Name, socket.Token, limits = new { messageLength = _options.MaxMessageLength } });
        socket.Emit("servers", new { reached = upkeep.AreServersReached });

        // In another window, or by a connection that lingers. The others see one person all the time.
        await chat.Namespace.In(person.Room).Except(socket.Id).DisconnectSocketsAsync(close: true, reason: "You went on in another window.");
    }

    private async Task LeaveAsync(Socket socket, DisconnectReason reason)
    {
        string[] rooms = [.. socket.Rooms.Where(room => room != socket.Id)];
        switch (reason.Name)
        {
            case DisconnectReason.ClientNamespaceDisconnect:
                // A goodbye: who leaves the rooms is gone at once, and so is the name.
                foreach (var room in rooms)
                {
                    await socket.LeaveAsync(room);
                }

                await chat.Records.DeleteAsync(socket.Person.Room);
                break;
            case DisconnectReason.TransportClose or DisconnectReason.TransportError or DisconnectReason.PingTimeout
                when chat.Namespace.Adapter.Rooms.MemberCount(socket.Person.Room) == 1:
                // No other connection has taken over: the person may come back.
                foreach (var room in rooms)
                {
                    chat.Presence.SetState(room, socket.Person.Name, PersonState.Away);
                }

                break;
        }
    }
}
