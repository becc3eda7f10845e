using System.Text;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Reading;

namespace Sockeye.Contracts.TypeScript;

/// <summary>Writes documentation comments in the form that editors show.</summary>
internal static class JsDoc
{
    public static void Write(StringBuilder text, string indent, string summary) => Write(text, indent, Documentation.Of(summary));

    public static void Write(StringBuilder text, string indent, Documentation documentation, IEnumerable<string>? list = null) =>
        WriteLines(text, indent, [.. Lines(documentation.Summary), .. (list ?? []).SelectMany(static item => Lines("- " + item)), .. Deprecated(documentation)]);

    public static void Write(StringBuilder text, string indent, ContractEvent one)
    {
        var documentation = one.Documentation;
        var names = new ParameterNames(one);
        WriteLines(text, indent,
        [
            .. Lines(documentation.Summary),
            .. one.Parameters.Where(parameter => documentation.Parameters.ContainsKey(parameter.Name))
                .SelectMany(parameter => Lines($"@param {names.Of(parameter.Name)} {documentation.Parameters[parameter.Name]}")),
            .. one.Answer is not null && documentation.Returns is { } returns ? Lines($"@param {names.Ack} Gets the answer: {returns}") : [],
            .. Deprecated(documentation),
        ]);
    }

    private static void WriteLines(StringBuilder text, string indent, IReadOnlyList<string> lines)
    {
        if (lines.Count == 1)
        {
            text.Append(indent).Append("/** ").Append(lines[0]).Append(" */\n");
        }
        else if (lines.Count > 1)
        {
            text.Append(indent).Append("/**\n");
            foreach (var line in lines)
            {
                text.Append(indent).Append(" *").Append(line.Length > 0 ? " " : "").Append(line).Append('\n');
            }

            text.Append(indent).Append(" */\n");
        }
    }

    private static string[] Deprecated(Documentation documentation) => documentation.Deprecated is { } text ? Lines($"@deprecated {text}".TrimEnd()) : [];

    private static string[] Lines(string? text) => text?.Replace("*/", "*\\/", StringComparison.Ordinal).Split('\n') ?? [];
}
