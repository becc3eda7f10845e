namespace Sockeye;

/// <summary>
/// Names the event of a method: of a handler class, or of an interface that is a contract. Without it, the event has the name of the method in camel case, without <c>Async</c>:
/// <c>JoinRoomAsync</c> is <c>joinRoom</c>.
/// </summary>
/// <param name="name">The name, as clients send and receive it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EventAttribute(string name) : Attribute
{
    /// <summary>The name of the event.</summary>
    public string Name { get; } = name;
}
