using Microsoft.Extensions.Options;
using Sockeye.Samples.Chat.Members;

namespace Sockeye.Samples.Chat.Messages;

/// <summary>What members say: to a room, and to one another.</summary>
internal sealed class MessageHandlers(ChatNamespace chat, TimeProvider time, IOptions<ChatOptions> options)
{
    private readonly ChatOptions _options = options.Value;

    public void Listen(Socket socket)
    {
        var budget = new MessageBudget(_options.MaxMessagesPer10Seconds, time);
        socket
            .On("message", (string? room, string? text) => SendAsync(socket, budget, room, text))
            .On("direct", (string? name, string? text) => SendDirectAsync(socket, budget, name, text))
            .On("person", async (string? name) => new { (await GetOtherAsync(socket, name)).Name })
            .On("direct:typing", (string? name, bool typing) => Type(socket, name, typing));
    }

    // Whether the socket may write there says the permission of the room.
    private async ValueTask<object> SendAsync(Socket socket, MessageBudget budget, string? room, string? text)
    {
        var message = Message(socket, budget, room ?? string.Empty, text);
        try
        {
            return new { message, offset = await chat.History.From(socket).EmitAsync(message.To, "message", message) };
        }
        catch (ClusterPublishException)
        {
            return new { message, offset = (string?)null }; // told on this server only, and not kept
        }
    }

    private async ValueTask<object> SendDirectAsync(Socket socket, MessageBudget budget, string? name, string? text)
    {
        var other = await GetOtherAsync(socket, name);
        if (PersonState.IsAway(chat.Presence.Find(other.Room, other.Name)))
        {
            throw Refusal.Of($"{other.Name} has lost the connection. Try again in a moment.", "away");
        }

        var message = Message(socket, budget, other.Name, text);
        chat.Namespace.To(other.Room).Emit("direct", message);
        return new { message };
    }

    // A hint may get lost, and nobody is told that it is wrong.
    private void Type(Socket socket, string? name, bool typing) =>
        chat.Namespace.To(Person.KeyOf(name ?? string.Empty)).Volatile.Emit("direct:typing", new { socket.Person.Name, typing });

    private async Task<Person> GetOtherAsync(Socket socket, string? name)
    {
        var other = await chat.GetPersonAsync(name);
        return other.Name != socket.Person.Name ? other : throw Refusal.Of("That is you. Choose somebody else.", "yourself");
    }

    private ChatMessage Message(Socket socket, MessageBudget budget, string to, string? text)
    {
        var message = UserText.Message(text, _options.MaxMessageLength);
        budget.Spend();
        return new ChatMessage(socket.Person.Name, to, message, time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
