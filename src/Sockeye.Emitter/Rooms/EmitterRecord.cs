namespace Sockeye;

/// <summary>The record of a room, as the store had it when it was read.</summary>
/// <param name="Room">The room.</param>
/// <param name="Value">Its value.</param>
/// <param name="Version">How often it was set; 1 at first.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it was last set.</param>
/// <param name="EndsWithLastMember">Whether it ends with the last member of the room.</param>
/// <param name="Expires">When it ends whatever happens; none if it has no end.</param>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed record EmitterRecord<T>(string Room, T Value, long Version, DateTimeOffset Created, DateTimeOffset Updated, bool EndsWithLastMember, DateTimeOffset? Expires);
