namespace Sockeye;

/// <summary>
/// Marks an interface whose methods are the events that a server sends to its clients. Typed emits need no mark; the TypeScript and AsyncAPI documents are made of marked interfaces.
/// </summary>
/// <param name="ns">The namespace that the events belong to, <c>/</c> by default.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ServerToClientAttribute(string ns = "/") : Attribute
{
    /// <summary>The namespace that the events belong to.</summary>
    public string Namespace { get; } = ns;
}
