namespace Sockeye;

/// <summary>The record of a room, as it was in the store when it was read.</summary>
/// <param name="Room">The room.</param>
/// <param name="Value">Its value.</param>
/// <param name="Version">How many times it was set; 1 for a new record.</param>
/// <param name="Created">The time at which it was created.</param>
/// <param name="Updated">The time at which it was last set.</param>
/// <param name="EndsWithLastMember">Whether it ends with the last member of the room.</param>
/// <param name="Expires">The time at which it ends; <see langword="null"/> if it does not expire.</param>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed record EmitterRecord<T>(string Room, T Value, long Version, DateTimeOffset Created, DateTimeOffset Updated, bool EndsWithLastMember, DateTimeOffset? Expires);
