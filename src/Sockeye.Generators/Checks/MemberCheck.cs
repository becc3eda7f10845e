namespace Sockeye.Generators.Checks;

/// <summary>The check of one member.</summary>
/// <param name="Member">The property in C#.</param>
/// <param name="JsonName">Its name for the client.</param>
/// <param name="Value">The check of its value.</param>
internal sealed record MemberCheck(string Member, string JsonName, ValueCheck Value);
