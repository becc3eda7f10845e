using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sockeye.Generators.Tests;

/// <summary>A generator, run over a source.</summary>
internal sealed class GeneratorRun
{
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Sockeye;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Sockeye.Generators", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    private GeneratorRun(IIncrementalGenerator generator, CSharpCompilation compilation)
    {
        _compilation = compilation;
        _driver = CSharpGeneratorDriver
            .Create([generator.AsSourceGenerator()], parseOptions: Parsing, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(_compilation);
    }

    /// <summary>What the generator said.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _driver.GetRunResult().Diagnostics;

    /// <summary>All that was generated.</summary>
    public string Generated => string.Join("\n", _driver.GetRunResult().GeneratedTrees);

    /// <summary>What the compiler says of source and generated code together.</summary>
    public IReadOnlyList<string> Errors =>
    [
        .. Compilation.GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(static diagnostic => diagnostic.ToString()),
    ];

    /// <summary>Why the generated sources are what they are, after the last run.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons => [.. Reasons(_driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(static step => step.Value))];

    private CSharpCompilation Compilation => _compilation.AddSyntaxTrees(_driver.GetRunResult().GeneratedTrees);

    /// <summary>Runs a generator over a source, which may refer to other projects.</summary>
    public static GeneratorRun Of<TGenerator>(string source, params MetadataReference[] references)
        where TGenerator : IIncrementalGenerator, new() =>
        new(new TGenerator(), Compile("App", source, references));

    /// <summary>What an analyzer says of a source.</summary>
    public static async Task<IReadOnlyList<string>> AnalyzeAsync<TAnalyzer>(string source, string name = "App")
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var compilation = Compile(name, source, []);
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers([new TAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(static diagnostic => diagnostic.Location.SourceSpan).Select(static diagnostic => $"{diagnostic.Id}: {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}")];
    }

    /// <summary>Another project, without a generator.</summary>
    public static MetadataReference Library(string name, string source) => Emit(Compile(name, source, []));

    /// <summary>This project with what was generated, as another one refers to it.</summary>
    public MetadataReference ToReference(string name) => Emit(Compilation.WithAssemblyName(name));

    /// <summary>What the source has where a diagnostic points to.</summary>
    public string TextAt(Location location) => _compilation.SyntaxTrees.Single(tree => tree.FilePath == location.GetLineSpan().Path).GetText().ToString(location.SourceSpan);

    /// <summary>Runs again, as after an edit that added a file.</summary>
    /// <returns>Why the items of a step are what they are.</returns>
    public IReadOnlyList<IncrementalStepRunReason> ReasonsAfterAdding(string source, string step) => ReasonsAfter(_compilation.AddSyntaxTrees(Parse(source, "Added.cs")), step);

    /// <summary>Runs again, as after an edit of the source.</summary>
    /// <inheritdoc cref="ReasonsAfterAdding"/>
    public IReadOnlyList<IncrementalStepRunReason> ReasonsAfterEditing(Func<string, string> edit, string step)
    {
        var tree = _compilation.SyntaxTrees[0];
        return ReasonsAfter(_compilation.ReplaceSyntaxTree(tree, Parse(edit(tree.ToString()), tree.FilePath)), step);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(IEnumerable<IncrementalGeneratorRunStep> runs) => runs.SelectMany(static run => run.Outputs).Select(static output => output.Reason);

    private static CSharpCompilation Compile(string name, string source, MetadataReference[] references) =>
        CSharpCompilation.Create(name, [Parse(source, "App.cs"), Parse(Usings, "Usings.cs")], [.. References, .. references], Options);

    private static PortableExecutableReference Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, Parsing, path);

    private IReadOnlyList<IncrementalStepRunReason> ReasonsAfter(CSharpCompilation compilation, string step)
    {
        _compilation = compilation;
        _driver = _driver.RunGenerators(compilation);
        return [.. Reasons(_driver.GetRunResult().Results.Single().TrackedSteps[step])];
    }
}
