using System.Buffers;
using System.Collections.Frozen;

namespace Sockeye.Contracts.TypeScript;

/// <summary>Writes names in TypeScript.</summary>
internal static class Names
{
    private static readonly SearchValues<char> Word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$");

    private static readonly FrozenSet<string> Keywords = new[]
    {
        "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false",
        "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return",
        "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
    }.ToFrozenSet();

    /// <summary>Writes the name of a property or an event, in quotes if it is not an identifier.</summary>
    public static string Property(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Word) ? name : TypeNames.Literal(name);

    /// <summary>Whether no parameter may have the name.</summary>
    public static bool IsKeyword(string name) => Keywords.Contains(name);
}
