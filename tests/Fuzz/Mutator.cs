using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sockeye.Fuzz;

/// <summary>Makes inputs of seeds: a few small changes each, of the kinds that break decoders.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int MaxChanges = 8;
    private const int MaxLength = 16 * 1024;

    // Where signs, widths and sums overflow.
    private static readonly ulong[] Lengths =
        [0, 1, 31, 32, 125, 126, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, long.MaxValue, ulong.MaxValue];

    private static readonly string[] Numbers =
        ["0", "-1", "00", "1e9", "1.5", "2147483648", "4294967295", "9007199254740992", "9223372036854775808", "99999999999999999999", "1e400"];

    public byte[] Next()
    {
        var input = seeds[random.Next(seeds.Count)].ToList();
        for (var left = random.Next(MaxChanges) + 1; left > 0; left--)
        {
            Change(input);
        }

        return [.. input.Take(MaxLength)];
    }

    private void Change(List<byte> input)
    {
        switch (random.Next(10))
        {
            case 0 when input.Count > 0:
                input[random.Next(input.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > 0:
                input[random.Next(input.Count)] = (byte)random.Next(256);
                break;
            case 2:
                input.Insert(Anywhere(input), (byte)random.Next(256));
                break;
            case 3:
                var (start, count) = Slice(input);
                input.RemoveRange(start, count);
                break;
            case 4:
                Truncate(input);
                break;
            case 5:
                Repeat(input);
                break;
            case 6:
                Splice(input);
                break;
            case 7:
                OverwriteLength(input);
                break;
            case 8:
                ReplaceNumber(input);
                break;
            default:
                Move(input);
                break;
        }
    }

    private int Anywhere(List<byte> input) => random.Next(input.Count + 1);

    private (int Start, int Count) Slice(List<byte> input)
    {
        var start = Anywhere(input);
        return (start, random.Next(Math.Min(input.Count - start, 32) + 1));
    }

    private void Truncate(List<byte> input)
    {
        var at = Anywhere(input);
        input.RemoveRange(at, input.Count - at);
    }

    private void Repeat(List<byte> input)
    {
        var (start, count) = Slice(input);
        var part = input.GetRange(start, count);
        for (var times = random.Next(4) == 0 ? random.Next(300) : 1; times > 0 && input.Count < MaxLength; times--)
        {
            input.InsertRange(start, part);
        }
    }

    private void Splice(List<byte> input)
    {
        var other = seeds[random.Next(seeds.Count)].ToList();
        var (start, count) = Slice(other);
        input.InsertRange(Anywhere(input), other.GetRange(start, random.Next(2) == 0 ? count : other.Count - start));
    }

    private void OverwriteLength(List<byte> input)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Lengths[random.Next(Lengths.Length)]);
        var width = 1 << random.Next(4);
        var at = Anywhere(input);
        foreach (var value in bytes[^width..])
        {
            if (at < input.Count)
            {
                input[at++] = value;
            }
        }
    }

    private void ReplaceNumber(List<byte> input)
    {
        var start = input.FindIndex(Anywhere(input), static value => char.IsAsciiDigit((char)value));
        if (start < 0)
        {
            return;
        }

        var end = input.FindIndex(start, static value => !char.IsAsciiDigit((char)value));
        input.RemoveRange(start, (end < 0 ? input.Count : end) - start);
        var number = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next(20).ToString(CultureInfo.InvariantCulture);
        input.InsertRange(start, Encoding.ASCII.GetBytes(number));
    }

    private void Move(List<byte> input)
    {
        var (start, count) = Slice(input);
        var part = input.GetRange(start, count);
        input.RemoveRange(start, count);
        input.InsertRange(Anywhere(input), part);
    }
}
