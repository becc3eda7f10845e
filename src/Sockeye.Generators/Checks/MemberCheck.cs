namespace Sockeye.Generators.Checks;

/// <summary>What is checked of one member.</summary>
/// <param name="Member">The property, as C#.</param>
/// <param name="JsonName">Its name, as the client knows it.</param>
/// <param name="Value">What is checked of its value.</param>
internal sealed record MemberCheck(string Member, string JsonName, ValueCheck Value);
