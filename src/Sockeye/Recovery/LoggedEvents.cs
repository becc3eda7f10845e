namespace Sockeye;

/// <summary>A part of the events that a backend has kept for a namespace.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="Position">The position up to which there are no other events.</param>
public sealed record LoggedEvents(IReadOnlyList<LoggedEvent> Events, string Position);
