using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.Contracts.Tests.Support;

/// <summary>Compiles contracts and runs the tool over them, as the build does.</summary>
internal sealed class ToolRun
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Sockeye;
        """;

    private static readonly Lazy<PortableExecutableReference[]> Metadata = new(static () => [.. References!.Select(static path => MetadataReference.CreateFromFile(path))]);

    private ToolRun(int exitCode, string output, string? typeScript, string? asyncApi)
    {
        ExitCode = exitCode;
        Output = output;
        TypeScript = typeScript ?? "";
        AsyncApi = asyncApi is null ? null : JsonNode.Parse(asyncApi);
    }

    public static IReadOnlyList<string> References { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];

    public int ExitCode { get; }

    public string Output { get; }

    /// <summary>The declarations, or nothing if there are none.</summary>
    public string TypeScript { get; }

    public JsonNode? AsyncApi { get; }

    public static ToolRun Of(string source, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var assembly = Compile(source, folder);
        string typeScript = folder.File("out/contracts.ts"), asyncApi = folder.File("out/asyncapi.json");
        using var output = new StringWriter();
        var exitCode = Tool.Run(
            ["--assembly", assembly, .. References.SelectMany(static path => new[] { "--reference", path }), "--typescript", typeScript, "--asyncapi", asyncApi, .. arguments],
            output);
        return new ToolRun(
            exitCode,
            output.ToString(),
            File.Exists(typeScript) ? File.ReadAllText(typeScript) : null,
            File.Exists(asyncApi) ? File.ReadAllText(asyncApi) : null);
    }

    public static string Compile(string source, TemporaryFolder folder)
    {
        var compilation = CSharpCompilation.Create(
            "Contracts",
            [CSharpSyntaxTree.ParseText(Usings + source, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose))],
            Metadata.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        var path = folder.File("Contracts.dll");
        using var xml = File.Create(Path.ChangeExtension(path, ".xml"));
        using var assembly = File.Create(path);
        var result = compilation.Emit(assembly, xmlDocumentationStream: xml);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return path;
    }
}
