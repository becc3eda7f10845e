namespace Sockeye.Naming;

/// <summary>
/// The event name of a method without an <c>[Event]</c> attribute. The source generators and the tool that writes documents of contracts
/// share it, because they must agree.
/// </summary>
internal static class EventNameRule
{
    private const string Suffix = "Async";

    /// <summary>The method's name in camel case and without <c>Async</c>: <c>JoinRoomAsync</c> is <c>joinRoom</c>.</summary>
    public static string Of(string methodName)
    {
        var name = methodName.Length > Suffix.Length && methodName.EndsWith(Suffix, StringComparison.Ordinal)
            ? methodName.Substring(0, methodName.Length - Suffix.Length)
            : methodName;
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
