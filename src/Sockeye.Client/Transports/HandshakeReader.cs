using System.Text.Json;

namespace Sockeye.Client.Transports;

/// <summary>Reads the data of an open packet.</summary>
internal static class HandshakeReader
{
    /// <returns>The handshake; <see langword="null"/> if the data is not JSON, has no id, or lacks the times of the heartbeat.</returns>
    public static EngineHandshake? TryRead(ReadOnlySpan<byte> data)
    {
        try
        {
            data = data.Trim(" \t\r\n"u8);
            var reader = new Utf8JsonReader(data);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || reader.BytesConsumed != data.Length
                || !root.TryGetProperty("sid"u8, out var sid) || sid.ValueKind != JsonValueKind.String || sid.GetString() is not { Length: > 0 } id
                || TryGetTime(root, "pingInterval"u8) is not { } interval || TryGetTime(root, "pingTimeout"u8) is not { } timeout)
            {
                return null;
            }

            var maxPayload = root.TryGetProperty("maxPayload"u8, out var max) && max.ValueKind == JsonValueKind.Number && max.TryGetInt64(out var bytes) ? Math.Max(bytes, 0) : 0;
            return new EngineHandshake(id, ReadUpgrades(root), interval, timeout, maxPayload);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The data is not JSON, or has a text with half a surrogate pair.
            return null;
        }
    }

    private static TimeSpan? TryGetTime(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var milliseconds) && milliseconds >= 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue))
            : null;

    private static string[] ReadUpgrades(JsonElement root)
    {
        if (!root.TryGetProperty("upgrades"u8, out var upgrades) || upgrades.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. upgrades.EnumerateArray().Where(static upgrade => upgrade.ValueKind == JsonValueKind.String).Select(static upgrade => upgrade.GetString()!)];
    }
}
