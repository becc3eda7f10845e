namespace Sockeye;

/// <summary>An event that a backend has kept.</summary>
/// <param name="Offset">Its position.</param>
/// <param name="Message">The event and its recipients.</param>
public sealed record LoggedEvent(string Offset, ClusterMessage Message);
