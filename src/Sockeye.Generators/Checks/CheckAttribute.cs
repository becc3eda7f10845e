namespace Sockeye.Generators.Checks;

/// <summary>A validation attribute.</summary>
/// <param name="Source">Its making, as C#.</param>
/// <param name="NeedsContext">Whether it may ask for the object that the value is of: those of applications may.</param>
internal sealed record CheckAttribute(string Source, bool NeedsContext);
