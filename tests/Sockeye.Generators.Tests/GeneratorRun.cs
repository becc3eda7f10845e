using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.Generators.Tests;

/// <summary>A generator, run over a source.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Sockeye.Generators", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    private GeneratorRun(IIncrementalGenerator generator, string source)
    {
        _compilation = CSharpCompilation.Create(
            "App",
            [Parse(Usings), Parse(source)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver
            .Create([generator.AsSourceGenerator()], parseOptions: Parsing, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(_compilation);
    }

    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Sockeye;
        """;

    /// <summary>What the generator said.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _driver.GetRunResult().Diagnostics;

    /// <summary>All that was generated.</summary>
    public string Generated => string.Join("\n", _driver.GetRunResult().GeneratedTrees);

    /// <summary>What the compiler says of source and generated code together.</summary>
    public IReadOnlyList<string> Errors =>
    [
        .. _compilation.AddSyntaxTrees(_driver.GetRunResult().GeneratedTrees).GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(static diagnostic => diagnostic.ToString()),
    ];

    public static GeneratorRun Of<TGenerator>(string source)
        where TGenerator : IIncrementalGenerator, new() =>
        new(new TGenerator(), source);

    /// <summary>Runs again, as after an edit that added a file.</summary>
    /// <returns>Why the items of a step are what they are.</returns>
    public IReadOnlyList<IncrementalStepRunReason> ReasonsAfterAdding(string source, string step)
    {
        _driver = _driver.RunGenerators(_compilation.AddSyntaxTrees(Parse(source)));
        return [.. _driver.GetRunResult().Results.Single().TrackedSteps[step].SelectMany(static run => run.Outputs).Select(static output => output.Reason)];
    }

    /// <summary>Why the generated sources are what they are, after the last run.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons =>
        [.. _driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static run => run.Outputs).Select(static output => output.Reason)];

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, Parsing, path: "App.cs");
}
