using System.Security.Cryptography;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Somebody with a name in the chat. Which socket is theirs changes when they reconnect.</summary>
internal sealed class Member(string name, MessageBudget budget, DateTimeOffset since)
{
    public string Name { get; } = name;

    /// <summary>Known to this member only: who has it may take over the name.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public DateTimeOffset Since { get; } = since;

    /// <summary>Where direct messages go: a room of the library that only this member's socket is in.</summary>
    public string PersonalRoom => PersonalRoomOf(Name);

    /// <summary>The personal room of a member on any server.</summary>
    public static string PersonalRoomOf(string? name) => $"user:{name}";

    /// <summary>The connection in use; none while it is broken. Changed under the lock of <see cref="MemberRegistry"/>.</summary>
    public Socket? Socket { get; set; }

    /// <summary>Until when the name is kept while there is no socket.</summary>
    public DateTimeOffset HeldUntil { get; set; }

    /// <summary>How much may still be said at the moment.</summary>
    public MessageBudget Budget { get; } = budget;
}
