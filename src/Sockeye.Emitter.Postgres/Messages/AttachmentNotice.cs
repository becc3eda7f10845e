using System.Globalization;
using System.Text.Json;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>Notifications that only refer to a row with the message.</summary>
internal static class AttachmentNotice
{
    private const int LongestHeader = 256;

    /// <summary>The id of the row; <see langword="null"/> if the notification is of another kind.</summary>
    public static long? IdOf(string payload) =>
        payload.Length <= LongestHeader && payload.Contains("\"attachmentId\"", StringComparison.Ordinal) ? Read(payload) : null;

    private static long? Read(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("attachmentId", out var id))
            {
                return null;
            }

            var text = id.ValueKind switch
            {
                JsonValueKind.String => id.GetString(),
                JsonValueKind.Number => id.GetRawText(),
                _ => null,
            };
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
