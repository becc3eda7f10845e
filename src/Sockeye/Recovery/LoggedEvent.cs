namespace Sockeye;

/// <summary>An event that a backend kept.</summary>
/// <param name="Offset">Its position.</param>
/// <param name="Message">The event and who it was for.</param>
public sealed record LoggedEvent(string Offset, ClusterMessage Message);
