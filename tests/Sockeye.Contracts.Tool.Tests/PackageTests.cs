using System.Diagnostics;
using System.IO.Compression;
using Sockeye.Contracts.Tests.Support;

namespace Sockeye.Contracts.Tests;

/// <summary>What an application has that refers to the package, and not to a project of this repository.</summary>
public sealed class PackageTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../src/Sockeye/Sockeye.csproj"));

    [Fact]
    public void Package_OfTheServer_HasTheTargetsAndTheToolThatTheyRun()
    {
        using var folder = new TemporaryFolder();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        using var pack = Process.Start(new ProcessStartInfo("dotnet", ["pack", Source, "-c", configuration, "--no-build", "-o", folder.File("packages"), "-nologo", "-v:q", "-tl:off", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = pack.StandardOutput.ReadToEnd();
        pack.WaitForExit();
        Assert.True(pack.ExitCode == 0, output);

        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(folder.File("packages"), "Sockeye.*.nupkg")));
        var files = package.Entries.Select(static entry => entry.FullName).ToArray();
        Assert.Contains("buildTransitive/Sockeye.targets", files);
        string[] tool = ["Sockeye.Contracts.Tool.dll", "Sockeye.Contracts.Tool.runtimeconfig.json", "Sockeye.Contracts.Tool.deps.json", "Sockeye.Protocol.dll", "System.Reflection.MetadataLoadContext.dll"];
        Assert.All(tool, file => Assert.Contains($"tools/net10.0/any/{file}", files));
    }
}
