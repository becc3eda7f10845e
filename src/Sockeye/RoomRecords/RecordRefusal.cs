namespace Sockeye.Records;

/// <summary>What clients are refused with, and applications that act for them.</summary>
internal static class RecordRefusal
{
    public static EventRefusedException Invalid(string message) => Of(message, "E_INVALID");

    public static EventRefusedException Forbidden(string? reason) => Of(reason ?? "Forbidden", "E_FORBIDDEN");

    public static EventRefusedException NotFound() => Of("there is no such room", "E_NOT_FOUND");

    public static EventRefusedException TooMany(int limit) => Of($"there are {limit} rooms already", "E_TOO_MANY");

    public static EventRefusedException TooLarge(int limit) => Of($"the record is larger than {limit} bytes", "E_TOO_LARGE");

    public static EventRefusedException Full() => Of("the rooms take as much memory as they may", "E_TOO_LARGE");

    private static EventRefusedException Of(string message, string code) => new(message, new Dictionary<string, string> { ["code"] = code });
}
