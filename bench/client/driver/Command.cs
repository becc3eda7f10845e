namespace Sockeye.Bench.Client;

/// <summary>What the harness says, a line of JSON.</summary>
internal sealed record Command(string Op, int Count, int Rate, int Outstanding, bool Upgrades);
