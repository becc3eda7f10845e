namespace Sockeye.Generators.Naming;

/// <summary>The event names that are never sent. A test compares them with those of the protocol.</summary>
internal static class ReservedNames
{
    public static bool Contains(string name) => name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";
}
