namespace Sockeye.Simulation;

/// <summary>What the namespace has on the servers.</summary>
[Flags]
internal enum Features
{
    None = 0,
    Presence = 1,
    Records = 2,
    History = 4,
    Permissions = 8,
}
