namespace Sockeye.Contracts.Problems;

/// <summary>What is wrong with a contract, as a build says it.</summary>
/// <param name="Code">What kind it is; the list is in docs/typescript.md.</param>
/// <param name="Text">The interface and the member, what is wrong, and what to do.</param>
/// <param name="IsWarning">Whether the documents are written all the same.</param>
internal sealed record Problem(string Code, string Text, bool IsWarning = false)
{
    public const string NoJson = "SCKT001";
    public const string SameEvent = "SCKT002";
    public const string Reserved = "SCKT003";
    public const string NoEvent = "SCKT004";
    public const string NoFile = "SCKT005";
    public const string NoContracts = "SCKT006";
    public const string Usage = "SCKT007";

    /// <summary>One line, as MSBuild reads it.</summary>
    public override string ToString() => $"Sockeye : {(IsWarning ? "warning" : "error")} {Code}: {Text}";
}
