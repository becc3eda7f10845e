namespace Sockeye.History;

/// <summary>What clients are refused with.</summary>
internal static class HistoryRefusal
{
    public static EventRefusedException Invalid(string message) => Of(message, "E_INVALID");

    public static EventRefusedException Forbidden(string? reason) => Of(reason ?? "Forbidden", "E_FORBIDDEN");

    public static EventRefusedException NotInRoom() => Of("not in the room", "E_NOT_IN_ROOM");

    public static EventRefusedException TooLarge(int limit) => Of($"the message is larger than {limit} bytes", "E_TOO_LARGE");

    public static EventRefusedException Unavailable() => Of("the history cannot be read at the moment", "E_UNAVAILABLE");

    private static EventRefusedException Of(string message, string code) => new(message, new Dictionary<string, string> { ["code"] = code });
}
