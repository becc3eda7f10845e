using System.Buffers.Binary;
using System.Globalization;

namespace Sockeye.MessagePack.Incoming;

/// <summary>
/// Reads times in the formats of notepack.io and of the MessagePack specification, and writes them like <c>Date.toJSON</c>.
/// </summary>
internal static class Timestamps
{
    /// <summary>The maximum length of the text.</summary>
    public const int MaxLength = 28;

    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <param name="isMilliseconds">Whether it is the format of notepack.io: milliseconds as a 64-bit integer.</param>
    /// <param name="data">The data of the extension, with one of the possible lengths.</param>
    /// <param name="text">A buffer of <see cref="MaxLength"/> bytes.</param>
    /// <param name="written">The number of bytes written.</param>
    /// <returns>Whether it is a time from year 1 to 9999. Others are not a date in .NET, nor in the ISO 8601 format of JSON.</returns>
    public static bool TryFormat(bool isMilliseconds, ReadOnlySpan<byte> data, Span<byte> text, out int written)
    {
        written = 0;
        if (!TryRead(isMilliseconds, data, out var time))
        {
            return false;
        }

        var format = time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
        return time.TryFormat(text, out written, format, CultureInfo.InvariantCulture);
    }

    private static bool TryRead(bool isMilliseconds, ReadOnlySpan<byte> data, out DateTime time)
    {
        long seconds;
        uint nanoseconds = 0;
        switch (data.Length)
        {
            case 4:
                seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                break;
            case 8 when isMilliseconds:
                var milliseconds = BinaryPrimitives.ReadInt64BigEndian(data);
                seconds = Math.DivRem(milliseconds, 1000, out var rest);
                if (rest < 0)
                {
                    seconds--;
                    rest += 1000;
                }

                nanoseconds = (uint)rest * 1_000_000;
                break;
            case 8:
                var both = BinaryPrimitives.ReadUInt64BigEndian(data);
                nanoseconds = (uint)(both >> 34);
                seconds = (long)(both & 0x3_ffff_ffff);
                break;
            default:
                nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                seconds = BinaryPrimitives.ReadInt64BigEndian(data[4..]);
                break;
        }

        time = default;
        if (nanoseconds >= NanosecondsPerSecond
            || seconds < -(DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerSecond)
            || seconds > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond)
        {
            return false;
        }

        time = DateTime.UnixEpoch.AddTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / 100));
        return true;
    }
}
