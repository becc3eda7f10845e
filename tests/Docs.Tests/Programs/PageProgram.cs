using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Docs.Tests.Pages;
using Docs.Tests.Snippets;
using Microsoft.CodeAnalysis;

namespace Docs.Tests.Programs;

/// <summary>The main program of a page, as a reader has it in a folder: <c>Program.cs</c> alone, and the files that the page shows beside it. It runs in a process of its own; a server on a free port.</summary>
internal sealed partial class PageProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static int _started;

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _image;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PageProgram(Process process, string folder, string image)
    {
        _process = process;
        _folder = folder;
        _image = image;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("The program has ended:\n" + Output));
        // A client has no address.
        _ = _address.Task.ContinueWith(static task => task.Exception, TaskScheduler.Default);
    }

    /// <summary>All that it has written.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The first block of a page that is a whole server, or null.</summary>
    public static Block? FindServer(Page page) => page.CSharp.FirstOrDefault(static block =>
        !block.IsHidden
        && block.Code.Contains("WebApplication.Create", StringComparison.Ordinal)
        && (block.Code.Contains("app.Run(", StringComparison.Ordinal) || block.Code.Contains("app.RunAsync(", StringComparison.Ordinal)));

    /// <summary>The first block of a page that is a whole client, or null.</summary>
    public static Block? FindClient(Page page) => page.CSharp.FirstOrDefault(static block =>
        !block.IsHidden
        && block.Code.Contains("using Sockeye.Client;", StringComparison.Ordinal)
        && block.Code.Contains("new SocketIOClient(", StringComparison.Ordinal));

    /// <summary>Compiles the program as the one file of a project.</summary>
    public static Compilation Compile(Page page, Block block)
    {
        var name = "Page." + Path.GetFileNameWithoutExtension(page.Path);
        var source = $"#line {block.Line.ToString(CultureInfo.InvariantCulture)} \"{page.Path}\"\n{block.Code}";
        return Compiler.Compile(name, OutputKind.ConsoleApplication, [Compiler.Parse(source, page.Path)]);
    }

    /// <summary>Starts the program.</summary>
    public static PageProgram Start(Page page, Block block)
    {
        var compilation = Compile(page, block);
        var folder = Directory.CreateTempSubdirectory("sockeye-docs-").FullName;
        foreach (var file in page.Blocks.Where(static file => file.File is not null))
        {
            var path = Path.Combine(folder, file.File!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Code);
        }

        // Beside this assembly, for what it refers to is here; and under a name of its own, since the same page may be running.
        var name = $"{compilation.AssemblyName}.{Interlocked.Increment(ref _started)}";
        var program = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        using (var image = File.Create(program))
        {
            var result = compilation.WithAssemblyName(name).Emit(image);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        }

        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", "--runtimeconfig", Here("runtimeconfig.json"), "--depsfile", Here("deps.json"), program, "--contentRoot", folder, "--urls", "http://127.0.0.1:0"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var server = new PageProgram(new Process { StartInfo = start }, folder, program);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>The address that it listens on.</summary>
    public Task<Uri> ListeningAsync() => _address.Task.WaitAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        File.Delete(_image);
    }

    private static string Here(string extension) => Path.Combine(AppContext.BaseDirectory, "Docs.Tests." + extension);

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _address.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex("Now listening on: (http://\\S+)")]
    private static partial Regex Listening();
}
