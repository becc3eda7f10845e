namespace Sockeye.TypeScriptContracts;

public enum Sorting
{
    /// <summary>By what fits best.</summary>
    Relevance,
    Time = 10,
}
