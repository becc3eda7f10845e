namespace Sockeye.Simulation;

/// <summary>What came of a run.</summary>
/// <param name="Hash">Of all that happened in it.</param>
/// <param name="Steps">How many steps it had.</param>
/// <param name="Finding">What must not have happened, if anything.</param>
internal sealed record RunResult(ulong Hash, int Steps, Exception? Finding)
{
    /// <summary>What kind of finding.</summary>
    public string? Kind => Finding is null ? null : (Finding as FindingException)?.Kind ?? Finding.GetType().Name;
}
