namespace Sockeye;

/// <summary>
/// Marks what has the events that clients send to a server as its methods: an interface, or the class with the handlers. The TypeScript and AsyncAPI documents are made of what is marked; typed proxies of the .NET client need an
/// interface, and no mark.
/// </summary>
/// <param name="ns">The namespace that the events belong to, <c>/</c> by default.</param>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, Inherited = false)]
public sealed class ClientToServerAttribute(string ns = "/") : Attribute
{
    /// <summary>The namespace that the events belong to.</summary>
    public string Namespace { get; } = ns;
}
