namespace Sockeye.Bench.Client;

/// <summary>What the harness is told, a line of JSON.</summary>
/// <param name="CpuMicroseconds">User and system time of the process for what was measured, or so far.</param>
/// <param name="Done">How many were done.</param>
/// <param name="Wrong">How many came out of order, or had another answer than theirs.</param>
internal sealed record Answer(double CpuMicroseconds, int Done, int Wrong);
