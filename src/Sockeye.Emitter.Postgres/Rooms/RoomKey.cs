using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// Names as keys of rows. Keys are bytes, because no database encoding can hold all texts. Keys that are too long for a Postgres index end
/// with a digest.
/// </summary>
internal static class RoomKey
{
    private const int MaxBytes = 512;

    /// <summary>Creates a key that no other names have: each name has its length in front.</summary>
    public static byte[] Of(params ReadOnlySpan<string> names)
    {
        var text = new StringBuilder();
        foreach (var name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}");
        }

        var key = Encoding.UTF8.GetBytes(text.ToString());
        return key.Length <= MaxBytes ? key : [.. key.AsSpan(0, MaxBytes - SHA256.HashSizeInBytes), .. SHA256.HashData(key)];
    }
}
