namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>The work that a notification causes: known at once, or after its attachment has been read.</summary>
internal readonly record struct Arrival(Action? Now, Task<Action>? Later = null);
