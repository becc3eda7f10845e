namespace Sockeye.Simulation;

/// <summary>One thing that happens in a run.</summary>
/// <param name="Time">When, in ticks.</param>
/// <param name="Kind">What.</param>
/// <param name="Who">The client or the server.</param>
/// <param name="What">The room, the server, or what else belongs to the kind.</param>
/// <param name="Length">How long it lasts, in ticks.</param>
internal sealed record Step(long Time, StepKind Kind, int Who, int What, long Length)
{
    public bool IsOfClient => Kind <= StepKind.Vanish;

    /// <summary>Whether an engine that fails over carries the messages between servers too.</summary>
    public bool StopsNetwork => What % 2 == 0;

    /// <summary>Whether a client that vanishes does so whatever it is doing.</summary>
    public bool Cuts => What % 2 == 0;

    public bool IsFault => Kind >= StepKind.Kill;

    public override string ToString() => $"{TimeSpan.FromTicks(Time).TotalSeconds:F3} {Kind} {Who} {What}" + (Length > 0 ? $" for {TimeSpan.FromTicks(Length).TotalSeconds:F3}" : "");
}
