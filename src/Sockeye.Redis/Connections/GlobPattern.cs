using System.Buffers;
using System.Text;

namespace Sockeye.Redis.Connections;

/// <summary>
/// Patterns of channels. Names come from applications and clients, and may have characters that are special in a pattern.
/// </summary>
internal static class GlobPattern
{
    private static readonly SearchValues<char> Special = SearchValues.Create("*?[]\\^");

    /// <summary>Escapes a name so that it matches only itself.</summary>
    public static string Escape(string name)
    {
        if (!name.AsSpan().ContainsAny(Special))
        {
            return name;
        }

        var escaped = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (Special.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
