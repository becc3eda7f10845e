namespace Sockeye.Simulation;

/// <summary>Something has happened that must not.</summary>
internal sealed class FindingException(string kind, string message) : Exception($"{kind}: {message}")
{
    /// <summary>What kind of thing: a run that is made shorter has to go on showing the same.</summary>
    public string Kind { get; } = kind;
}
