using System.Text.Json;
using Sockeye.Contracts.Problems;

namespace Sockeye.Contracts;

/// <summary>What the build asks for.</summary>
internal sealed class ToolOptions
{
    public const string Help = """
        usage: Sockeye.Contracts.Tool --assembly FILE... --reference FILE... [--typescript FILE] [--asyncapi FILE] [--naming POLICY] [--enums number|string]
               Sockeye.Contracts.Tool @FILE    the same, one argument a line
        POLICY: camelCase (the default), snakeCaseLower, snakeCaseUpper, kebabCaseLower, kebabCaseUpper, none
        """;

    /// <summary>The assemblies with contracts. The first one gives the document its title.</summary>
    public List<string> Assemblies { get; } = [];

    /// <summary>The assemblies that those need.</summary>
    public List<string> References { get; } = [];

    /// <summary>The file for TypeScript declarations, if they are wanted.</summary>
    public string? TypeScript { get; private set; }

    /// <summary>The file for the AsyncAPI document, if it is wanted.</summary>
    public string? AsyncApi { get; private set; }

    /// <summary>How the server's serializer names properties; nothing if it leaves their names alone.</summary>
    public JsonNamingPolicy? Naming { get; private set; } = JsonNamingPolicy.CamelCase;

    /// <summary>Whether the server's serializer writes every enum as a string.</summary>
    public bool EnumsAreStrings { get; private set; }

    public static ToolOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments is [['@', .. var file]])
        {
            arguments = File.ReadAllLines(file);
        }

        var options = new ToolOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new UsageException($"{arguments[i]} has no value.");
            options.Set(arguments[i], value);
        }

        return options.Assemblies.Count > 0 ? options : throw new UsageException("No assembly is named.");
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "--assembly":
                Assemblies.Add(value);
                break;
            case "--reference":
                References.Add(value);
                break;
            case "--typescript":
                TypeScript = value;
                break;
            case "--asyncapi":
                AsyncApi = value;
                break;
            case "--naming":
                Naming = PolicyOf(value);
                break;
            case "--enums":
                EnumsAreStrings = value switch
                {
                    "number" => false,
                    "string" => true,
                    _ => throw new UsageException($"Enums are \"number\" or \"string\", not \"{value}\"."),
                };
                break;
            default:
                throw new UsageException($"{name} is unknown.");
        }
    }

    private static JsonNamingPolicy? PolicyOf(string name) => name switch
    {
        "camelCase" => JsonNamingPolicy.CamelCase,
        "snakeCaseLower" => JsonNamingPolicy.SnakeCaseLower,
        "snakeCaseUpper" => JsonNamingPolicy.SnakeCaseUpper,
        "kebabCaseLower" => JsonNamingPolicy.KebabCaseLower,
        "kebabCaseUpper" => JsonNamingPolicy.KebabCaseUpper,
        "none" => null,
        _ => throw new UsageException($"There is no naming policy \"{name}\"."),
    };
}
