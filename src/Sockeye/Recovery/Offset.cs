using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Sockeye.Recovery;

/// <summary>
/// The names of positions in the log of events, which clients send back. They begin with a mark of this process: the position of another
/// one, or of an earlier run, says nothing here.
/// </summary>
internal sealed class Offset
{
    private readonly string _mark = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(3));

    public string Format(long position) => _mark + position.ToString("x", CultureInfo.InvariantCulture);

    public bool TryParse(string offset, out long position)
    {
        position = 0;
        return offset.StartsWith(_mark, StringComparison.Ordinal)
            && long.TryParse(offset.AsSpan(_mark.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out position)
            && position > 0;
    }
}
