namespace Sockeye.Generators.Checks;

/// <summary>What is checked of a value that may be sent as a type that it is derived from (<c>[JsonDerivedType]</c>).</summary>
/// <param name="Type">The derived type, as generated code writes it.</param>
/// <param name="Method">The name of its generated method.</param>
internal sealed record DerivedCheck(string Type, string Method);
