namespace Sockeye.Redis.Tests.Support;

/// <summary>Damage to a message.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0x00, 0x7F, 0x80, 0x81, 0x90, 0x91, 0xC0, 0xC1, 0xC4, 0xC7, 0xCF, 0xD9, 0xDC, 0xDF, 0xFF, (byte)'"', (byte)'{', (byte)'[', (byte)'-', (byte)'9'];

    /// <summary>A message with one to four wounds; equal seeds give equal messages.</summary>
    public static byte[] Of(byte[] message, int seed)
    {
        var random = new Random(seed);
        List<byte> bytes = [.. message];
        for (var wounds = random.Next(1, 5); wounds > 0 && bytes.Count > 0; wounds--)
        {
            var at = random.Next(bytes.Count);
            var length = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
