namespace Sockeye.Contracts.Assemblies;

/// <summary>What is written about a member.</summary>
/// <param name="Summary">What it is.</param>
/// <param name="Parameters">What is written about each of its parameters.</param>
/// <param name="Returns">What is written about its result.</param>
/// <param name="Deprecated">What <c>[Obsolete]</c> says; empty if it says nothing.</param>
internal sealed record Documentation(string? Summary, IReadOnlyDictionary<string, string> Parameters, string? Returns, string? Deprecated)
{
    public static Documentation None { get; } = Of(null);

    public static Documentation Of(string? summary) => new(summary, new Dictionary<string, string>(), null, null);
}
