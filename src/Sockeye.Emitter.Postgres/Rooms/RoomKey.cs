using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// Names as keys of rows. They are bytes: no encoding of a database holds all texts. Those that are too long for an index of Postgres end with a digest.
/// </summary>
internal static class RoomKey
{
    private const int MaxBytes = 512;

    /// <summary>A key that no other names have: the length before each says where it ends.</summary>
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
