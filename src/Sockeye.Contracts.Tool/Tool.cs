using System.Text;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.AsyncApi;
using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Reading;
using Sockeye.Contracts.TypeScript;

namespace Sockeye.Contracts;

/// <summary>Reads the contracts in assemblies and writes the requested documents.</summary>
internal static class Tool
{
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        ToolOptions options;
        try
        {
            options = ToolOptions.Parse(arguments);
        }
        catch (Exception exception) when (exception is UsageException or IOException or UnauthorizedAccessException)
        {
            output.WriteLine(new Problem(Problem.Usage, exception.Message));
            output.WriteLine(ToolOptions.Help);
            return 2;
        }

        var problems = Write(options);
        foreach (var problem in problems)
        {
            output.WriteLine(problem);
        }

        return problems.Any(static problem => !problem.IsWarning) ? 1 : 0;
    }

    private static List<Problem> Write(ToolOptions options)
    {
        try
        {
            using var assemblies = AssemblySet.Open(options.Assemblies, options.References);
            var contracts = new ContractReader(options).Read(assemblies);
            var problems = contracts.Problems.ToList();
            if (problems.TrueForAll(static problem => problem.IsWarning))
            {
                WriteFile(options.TypeScript, () => new TypeScriptWriter(contracts).Write(), problems);
                WriteFile(options.AsyncApi, () => new AsyncApiWriter(contracts).Write(), problems);
            }

            return problems;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return [new Problem(Problem.NoFile, $"The contracts cannot be read: {exception.Message}")];
        }
    }

    // A program that reads the file at the same time, such as a bundler in watch mode, sees the old or the new file, never a part of it.
    private static void WriteFile(string? path, Func<string> text, List<Problem> problems)
    {
        if (path is null)
        {
            return;
        }

        var part = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            {
                Directory.CreateDirectory(directory);
            }

            File.WriteAllText(part, text(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(part, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(Problem.NoFile, $"{path} cannot be written: {exception.Message}"));
            DeletePart(part);
        }
    }

    // Something else may have it open, as a scanner does: that is no second problem of the build.
    private static void DeletePart(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first problem says it all.
        }
    }
}
