using System.Buffers;
using System.Globalization;

namespace Sockeye.Contracts.AsyncApi;

/// <summary>Names as keys of the document, which have letters, digits, dots, hyphens and underscores only.</summary>
internal sealed class UniqueKeys
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Of(string name)
    {
        var key = string.Concat(name.TrimStart('/').Select(static character => Allowed.Contains(character) ? character : '_'));
        var unique = key;
        for (var number = 2; !_taken.Add(unique); number++)
        {
            unique = $"{key}_{number.ToString(CultureInfo.InvariantCulture)}";
        }

        return unique;
    }
}
