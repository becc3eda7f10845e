namespace Sockeye.Samples.ChatConsole;

/// <summary>What people type.</summary>
internal sealed class Commands(ChatClient chat, TextWriter output)
{
    private const string Help =
        """
        /rooms             lists the rooms
        /join ROOM         joins a room, or goes to one that you are in
        /create ROOM       makes a room and joins it
        /leave             leaves the room
        /who               shows who is in the room
        /msg NAME TEXT     writes to one person
        /quit              ends the chat
        Anything else is sent to the room.
        """;

    /// <summary>Does what a line says.</summary>
    /// <returns>Whether to go on.</returns>
    public async Task<bool> RunAsync(string line)
    {
        try
        {
            var (command, rest) = Split(line.Trim());
            switch (command)
            {
                case "":
                    break;
                case "/quit":
                    return false;
                case "/help":
                    output.WriteLine(Help);
                    break;
                case "/rooms":
                    await ListAsync();
                    break;
                case "/join":
                    await chat.JoinAsync(rest);
                    break;
                case "/create":
                    await chat.CreateAsync(rest);
                    break;
                case "/leave":
                    await chat.LeaveAsync(GetRoom());
                    break;
                case "/who":
                    ShowMembers(GetRoom());
                    break;
                case "/msg":
                    var (name, text) = Split(rest);
                    await chat.SendDirectAsync(name, text);
                    break;
                case ['/', ..]:
                    output.WriteLine($"There is no command {command}. /help lists them.");
                    break;
                default:
                    await chat.SendAsync(GetRoom(), line);
                    break;
            }
        }
        catch (ChatException exception)
        {
            output.WriteLine(exception.Message);
        }

        return true;
    }

    private async Task ListAsync()
    {
        foreach (var (_, value, members) in await chat.ListAsync())
        {
            output.WriteLine($"{value.Name} ({members}) {value.Topic}".TrimEnd());
        }
    }

    private void ShowMembers(Room room) =>
        output.WriteLine($"In {room.Name}: {string.Join(", ", room.Members.Values.Select(static member => member.IsAway ? $"{member.Id} (away)" : member.Id))}");

    private Room GetRoom() => chat.Current ?? throw new ChatException("You are in no room. /join one first.");

    private static (string First, string Others) Split(string text) =>
        text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
        {
            [var first, var rest] => (first, rest),
            [var first] => (first, string.Empty),
            _ => (string.Empty, string.Empty),
        };
}
