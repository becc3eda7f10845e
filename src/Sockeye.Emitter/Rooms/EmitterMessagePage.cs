namespace Sockeye;

/// <summary>Messages of a room that were kept.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="HasMore">Whether there are more of those that were asked for: newer ones since an offset, older ones otherwise.</param>
/// <param name="IsTruncated">Whether messages since the offset may be missing, because they are no longer kept.</param>
public sealed record EmitterMessagePage(IReadOnlyList<EmitterMessage> Messages, bool HasMore, bool IsTruncated);
