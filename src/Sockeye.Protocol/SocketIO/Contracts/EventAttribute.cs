namespace Sockeye;

/// <summary>
/// Sets the event name of a method of a handler class or a contract. Without it, the event has the name of the method in camel case,
/// without <c>Async</c>: <c>JoinRoomAsync</c> is <c>joinRoom</c>.
/// </summary>
/// <param name="name">The name that clients send and receive.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EventAttribute(string name) : Attribute
{
    /// <summary>The name of the event.</summary>
    public string Name { get; } = name;
}
