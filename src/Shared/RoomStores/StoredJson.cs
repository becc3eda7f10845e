using System.Text.Json;

namespace Sockeye.RoomStores;

/// <summary>Checks JSON from stores, to which other programs may write.</summary>
internal static class StoredJson
{
    private const int MaxDepth = 1000;

    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return text.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
