namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>What a notification causes to be done: known at once, or when its attachment has been read.</summary>
internal readonly record struct Arrival(Action? Now, Task<Action>? Later = null);
