using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sockeye.Generators.Contracts;
using Sockeye.Generators.Handlers;

namespace Docs.Tests.Snippets;

/// <summary>The compiler as a project of the web SDK has it: implicit usings, nullable reference types, and the source generators of Sockeye and of .NET.</summary>
internal static class Compiler
{
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        .WithSpecificDiagnosticOptions(
        [
            // A snippet shows what is there to be used, and does not use all of it.
            new("CS0168", ReportDiagnostic.Suppress), // a variable that is declared, never used
            new("CS0219", ReportDiagnostic.Suppress), // a variable that is assigned, never used
            new("CS8321", ReportDiagnostic.Suppress), // a local function
        ]);

    private static readonly SyntaxTree Usings = Parse(ImplicitUsings, "ImplicitUsings.cs");

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileNameWithoutExtension(path) is not ("Sockeye.Generators" or "Docs.Tests"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ISourceGenerator[] Generators =
    [
        new HandlersGenerator().AsSourceGenerator(),
        new ContractsGenerator().AsSourceGenerator(),
        .. GeneratorsOfDotNet("System.Text.Json.SourceGeneration", "Microsoft.Extensions.Logging.Generators"),
    ];

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, Parsing, path);

    /// <summary>Compiles sources, and what the generators make of them.</summary>
    public static Compilation Compile(string name, OutputKind kind, IEnumerable<SyntaxTree> sources)
    {
        var compilation = CSharpCompilation.Create(name, [Usings, .. sources], References, Options.WithOutputKind(kind));
        CSharpGeneratorDriver.Create(Generators, parseOptions: Parsing).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var diagnostics);
        return diagnostics.Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            ? throw new InvalidOperationException(string.Join('\n', diagnostics))
            : generated;
    }

    /// <summary>What the compiler says against it: warnings are errors.</summary>
    public static IReadOnlyList<string> Errors(Compilation compilation) =>
    [
        .. compilation.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(static diagnostic => $"{Position(diagnostic.Location)}: {diagnostic.Id}: {diagnostic.GetMessage(null)}"),
    ];

    private static string Position(Location location)
    {
        var span = location.GetMappedLineSpan();
        return $"{span.Path}:{span.StartLinePosition.Line + 1}";
    }

    // The targeting pack beside the runtime has them.
    private static IEnumerable<ISourceGenerator> GeneratorsOfDotNet(params IReadOnlyList<string> names)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.Combine(runtime, "../../../packs");
        var folders = ((string[])["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"])
            .Select(pack => Path.Combine(packs, pack))
            .Where(Directory.Exists)
            .SelectMany(static pack => Directory.EnumerateDirectories(pack, Environment.Version.Major + ".*"))
            .Select(static pack => Path.Combine(pack, "analyzers/dotnet/cs"));
        foreach (var name in names)
        {
            var path = folders.Select(folder => Path.Combine(folder, name + ".dll")).LastOrDefault(File.Exists)
                ?? throw new InvalidOperationException($"{name} is in no targeting pack in {packs}.");
            foreach (var type in Assembly.LoadFrom(path).GetTypes().Where(static type => type.GetCustomAttribute<GeneratorAttribute>() is not null))
            {
                yield return Activator.CreateInstance(type) switch
                {
                    IIncrementalGenerator generator => generator.AsSourceGenerator(),
                    object other => (ISourceGenerator)other,
                    null => throw new InvalidOperationException($"{type} has no instance."),
                };
            }
        }
    }
}
