namespace Sockeye;

/// <summary>
/// Marks an interface whose methods are the events that a server sends to its clients. TypeScript declarations and AsyncAPI documents are
/// generated from marked interfaces. Typed emits do not need the mark.
/// </summary>
/// <param name="ns">The namespace that the events belong to, <c>/</c> by default.</param>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ServerToClientAttribute(string ns = "/") : Attribute
{
    /// <summary>The namespace that the events belong to.</summary>
    public string Namespace { get; } = ns;
}
