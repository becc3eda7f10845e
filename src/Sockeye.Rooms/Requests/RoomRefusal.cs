namespace Sockeye.Requests;

/// <summary>The refusals that clients get, and applications that act for them: a message, and a code for programs.</summary>
internal static class RoomRefusal
{
    public static EventRefusedException Invalid(string message) => Of(message, "E_INVALID");

    public static EventRefusedException Forbidden(string? reason) => Of(reason ?? RoomVerdict.DefaultReason, "E_FORBIDDEN");

    public static EventRefusedException Unauthorized(string? reason) => Of(reason ?? "Unauthorized", "E_UNAUTHORIZED");

    public static EventRefusedException NotInRoom() => Of("not in the room", "E_NOT_IN_ROOM");

    public static EventRefusedException NotFound() => Of("there is no such room", "E_NOT_FOUND");

    public static EventRefusedException TooMany(int limit) => Of($"there are {limit} rooms already", "E_TOO_MANY");

    public static EventRefusedException TooLarge(string message) => Of(message, "E_TOO_LARGE");

    public static EventRefusedException Busy(string message) => Of(message, "E_BUSY");

    public static EventRefusedException Unavailable(string message = "the store does not answer at the moment") => Of(message, "E_UNAVAILABLE");

    /// <exception cref="EventRefusedException">The access is refused.</exception>
    public static void ThrowIfRefused(RoomVerdict verdict)
    {
        if (!verdict.Allowed)
        {
            throw Forbidden(verdict.Reason);
        }
    }

    private static EventRefusedException Of(string message, string code) => new(message, new Dictionary<string, string> { ["code"] = code });
}
