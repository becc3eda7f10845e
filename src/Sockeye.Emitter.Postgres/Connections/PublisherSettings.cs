using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>The common settings of adapters and emitters.</summary>
internal sealed record PublisherSettings(string ChannelPrefix, AttachmentTable Table, int PayloadThreshold, int MaxPending, long MaxPendingBytes)
{
    private const int MaxPrefixBytes = 24; // leaves room for a digest behind it

    public static PublisherSettings Validated(string channelPrefix, string tableName, int payloadThreshold, int maxPending, long maxPendingBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(channelPrefix);
        if (channelPrefix.Contains('\0') || System.Text.Encoding.UTF8.GetByteCount(channelPrefix) > MaxPrefixBytes)
        {
            throw new ArgumentException($"The prefix of channels is longer than {MaxPrefixBytes} bytes.", nameof(channelPrefix));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(payloadThreshold);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadThreshold, PostgresEncoder.NotificationLimit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPending);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPendingBytes);
        return new PublisherSettings(channelPrefix, new AttachmentTable(tableName), payloadThreshold, maxPending, maxPendingBytes);
    }
}
