namespace Sockeye;

/// <summary>A page of kept messages of a room.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="HasMore">Whether there are more of the requested messages: newer ones since an offset, otherwise older ones.</param>
/// <param name="IsTruncated">Whether messages since the offset may be missing, because they are no longer kept.</param>
public sealed record EmitterMessagePage(IReadOnlyList<EmitterMessage> Messages, bool HasMore, bool IsTruncated);
