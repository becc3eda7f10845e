namespace Sockeye.Contracts.Assemblies;

/// <summary>The documentation of a member.</summary>
/// <param name="Summary">The summary.</param>
/// <param name="Parameters">The documentation of its parameters.</param>
/// <param name="Returns">The documentation of its result.</param>
/// <param name="Deprecated">The message of <c>[Obsolete]</c>; empty if it has none.</param>
internal sealed record Documentation(string? Summary, IReadOnlyDictionary<string, string> Parameters, string? Returns, string? Deprecated)
{
    public static Documentation None { get; } = Of(null);

    public static Documentation Of(string? summary) => new(summary, new Dictionary<string, string>(), null, null);
}
