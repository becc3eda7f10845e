using System.Buffers.Text;
using System.Globalization;
using Sockeye.Randomness;

namespace Sockeye.Recovery;

/// <summary>
/// The names of positions in the log of events. Clients send them back. A name begins with a mark of this process, because a position of
/// another process, or of an earlier run, has no meaning here.
/// </summary>
internal sealed class Offset
{
    private readonly string _mark = NewMark();

    public string Format(long position) => _mark + position.ToString("x", CultureInfo.InvariantCulture);

    public bool TryParse(string offset, out long position)
    {
        position = 0;
        return offset.StartsWith(_mark, StringComparison.Ordinal)
            && long.TryParse(offset.AsSpan(_mark.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position > 0;
    }

    private static string NewMark()
    {
        Span<byte> bytes = stackalloc byte[3];
        RandomSource.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
