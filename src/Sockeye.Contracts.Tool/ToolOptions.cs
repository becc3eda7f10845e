using System.Text.Json;
using System.Text.Json.Serialization;
using Sockeye.Contracts.Problems;

namespace Sockeye.Contracts;

/// <summary>The options from the command line, which the build passes.</summary>
internal sealed class ToolOptions
{
    public const string Help = """
        usage: Sockeye.Contracts.Tool --assembly FILE... --reference FILE... [--typescript FILE] [--asyncapi FILE] [--naming POLICY|none] [--enums number|string|POLICY]
                                      [--ignore never|whenWritingNull|whenWritingDefault]
               Sockeye.Contracts.Tool @FILE    the same, one argument a line
        POLICY: camelCase (the default of --naming), snakeCaseLower, snakeCaseUpper, kebabCaseLower, kebabCaseUpper
        """;

    /// <summary>The assemblies with contracts. The first one names the document.</summary>
    public List<string> Assemblies { get; } = [];

    /// <summary>The assemblies that those refer to.</summary>
    public List<string> References { get; } = [];

    /// <summary>The file for TypeScript declarations; <see langword="null"/> if they are not requested.</summary>
    public string? TypeScript { get; private set; }

    /// <summary>The file for the AsyncAPI document; <see langword="null"/> if it is not requested.</summary>
    public string? AsyncApi { get; private set; }

    /// <summary>The naming policy of the server's serializer for properties; <see langword="null"/> if it does not change names.</summary>
    public JsonNamingPolicy? Naming { get; private set; } = JsonNamingPolicy.CamelCase;

    /// <summary>Whether the server's serializer writes every enum as a string.</summary>
    public bool EnumsAreStrings { get; private set; }

    /// <summary>How it names their members; nothing if it leaves their names alone.</summary>
    public JsonNamingPolicy? EnumNaming { get; private set; }

    /// <summary>What the server's serializer leaves out of objects, if the property says nothing.</summary>
    public JsonIgnoreCondition Ignore { get; private set; }

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
                Naming = value == "none" ? null : PolicyOf(value) ?? throw new UsageException($"There is no naming policy \"{value}\".");
                break;
            case "--enums":
                EnumNaming = PolicyOf(value);
                EnumsAreStrings = value != "number";
                if (EnumNaming is null && value is not ("number" or "string"))
                {
                    throw new UsageException($"Enums are \"number\", \"string\" or a naming policy such as \"camelCase\", not \"{value}\".");
                }

                break;
            case "--ignore":
                Ignore = value switch
                {
                    "never" => JsonIgnoreCondition.Never,
                    "whenWritingNull" => JsonIgnoreCondition.WhenWritingNull,
                    "whenWritingDefault" => JsonIgnoreCondition.WhenWritingDefault,
                    _ => throw new UsageException($"Properties are left out \"never\", \"whenWritingNull\" or \"whenWritingDefault\", not \"{value}\"."),
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
        _ => null,
    };
}
