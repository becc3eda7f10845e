namespace Sockeye;

/// <summary>
/// Marks an interface whose methods are the events that clients send to a server, or the class with the handlers of these events.
/// TypeScript declarations and AsyncAPI documents are generated from what is marked. Typed proxies need an interface, but no mark.
/// </summary>
/// <param name="ns">The namespace that the events belong to, <c>/</c> by default.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, Inherited = false)]
public sealed class ClientToServerAttribute(string ns = "/") : Attribute
{
    /// <summary>The namespace that the events belong to.</summary>
    public string Namespace { get; } = ns;
}
