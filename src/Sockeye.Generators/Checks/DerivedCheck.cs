namespace Sockeye.Generators.Checks;

/// <summary>The check of a value that may be sent as a derived type (<c>[JsonDerivedType]</c>).</summary>
/// <param name="Type">The derived type in generated code.</param>
/// <param name="Method">The name of its generated method.</param>
internal sealed record DerivedCheck(string Type, string Method);
