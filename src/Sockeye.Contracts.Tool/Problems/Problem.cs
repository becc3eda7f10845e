namespace Sockeye.Contracts.Problems;

/// <summary>An error or warning about a contract, for the build.</summary>
/// <param name="Code">The code; docs/typescript.md lists them.</param>
/// <param name="Text">The interface and the member, the problem, and what to do.</param>
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

    /// <summary>Returns one line in the format of MSBuild.</summary>
    public override string ToString() => $"Sockeye : {(IsWarning ? "warning" : "error")} {Code}: {Text}";
}
