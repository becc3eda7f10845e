using System.Buffers;
using System.Globalization;

namespace Sockeye.Contracts.AsyncApi;

/// <summary>Makes unique keys of the document from names. Keys have only letters, digits, dots, hyphens and underscores.</summary>
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
