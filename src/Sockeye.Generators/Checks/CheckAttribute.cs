namespace Sockeye.Generators.Checks;

/// <summary>A validation attribute.</summary>
/// <param name="Source">The C# expression that creates it.</param>
/// <param name="NeedsContext">Whether it may use the object that has the value. Attributes of applications may.</param>
internal sealed record CheckAttribute(string Source, bool NeedsContext);
