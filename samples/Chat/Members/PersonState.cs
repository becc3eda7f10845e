using System.Text.Json;

namespace Sockeye.Samples.Chat.Members;

/// <summary>The states that presence shows of a person in a room. <c>typing</c> is the third one; pages set and read that by themselves.</summary>
internal static class PersonState
{
    /// <summary>Connected.</summary>
    public const string Online = "online";

    /// <summary>Without a connection, and expected back.</summary>
    public const string Away = "away";

    /// <summary>Whether somebody is there without a connection. Pages may set any state.</summary>
    public static bool IsAway(PresenceMember? member) => member?.State is { ValueKind: JsonValueKind.String } state && state.ValueEquals(Away);
}
