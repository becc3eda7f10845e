using System.Diagnostics;
using Sockeye.Contracts.Tests.Support;

namespace Sockeye.Contracts.Tests;

/// <summary>The targets that a build has, with an assembly that is there already.</summary>
public sealed class BuildTests : IDisposable
{
    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../.."));
    private static readonly string Targets = Path.GetFullPath(Path.Combine(Artifacts, "../src/Sockeye/buildTransitive/Sockeye.targets"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_WithBothFiles_WritesThemOnceUntilTheAssemblyChanges()
    {
        var assembly = Compile("Task Hello();");
        Write("<SockeyeTypeScript>web/contracts.d.ts</SockeyeTypeScript><SockeyeAsyncApi>asyncapi.json</SockeyeAsyncApi>");

        Assert.Equal(0, Build(out var first));
        Assert.DoesNotContain("warning", first, StringComparison.Ordinal);
        Assert.Contains("hello: () => void", File.ReadAllText(_folder.File("web/contracts.d.ts")), StringComparison.Ordinal);
        Assert.Contains("\"name\": \"hello\"", File.ReadAllText(_folder.File("asyncapi.json")), StringComparison.Ordinal);

        File.WriteAllText(_folder.File("web/contracts.d.ts"), "mine");
        Assert.Equal(0, Build(out _));
        Assert.Equal("mine", File.ReadAllText(_folder.File("web/contracts.d.ts")));

        Compile("Task Goodbye();");
        File.SetLastWriteTimeUtc(assembly, File.GetLastWriteTimeUtc(_folder.File("web/contracts.d.ts")).AddSeconds(1));
        Assert.Equal(0, Build(out _));
        Assert.Contains("goodbye: () => void", File.ReadAllText(_folder.File("web/contracts.d.ts")), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithAnotherProperty_WritesAnew()
    {
        Compile("Task Hello(DayOfWeek day);");
        Write("<SockeyeTypeScript>contracts.ts</SockeyeTypeScript>");
        Assert.Equal(0, Build(out _));
        Assert.Contains("DayOfWeek = 0 | 1", File.ReadAllText(_folder.File("contracts.ts")), StringComparison.Ordinal);

        Write("<SockeyeTypeScript>contracts.ts</SockeyeTypeScript><SockeyeContractEnums>camelCase</SockeyeContractEnums><SockeyeContractIgnore>whenWritingNull</SockeyeContractIgnore>");
        Assert.Equal(0, Build(out _));
        Assert.Contains("DayOfWeek = \"sunday\" | \"monday\"", File.ReadAllText(_folder.File("contracts.ts")), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("asyncapi.json")));
    }

    [Fact]
    public void Build_ForSeveralFrameworks_WritesInOneOfThem()
    {
        const string properties = "<TargetFrameworks>net10.0;net9.0</TargetFrameworks><SockeyeTypeScript>contracts.ts</SockeyeTypeScript>";
        Compile("Task Hello();");
        Write(properties);
        Assert.Equal(0, Build(out _, "-p:TargetFramework=net9.0"));
        Assert.False(File.Exists(_folder.File("contracts.ts")));
        Assert.Equal(0, Build(out _, "-p:TargetFramework=net10.0"));
        Assert.True(File.Exists(_folder.File("contracts.ts")));

        File.Delete(_folder.File("contracts.ts"));
        Write(properties + "<SockeyeContractFramework>net9.0</SockeyeContractFramework>");
        Assert.Equal(0, Build(out _, "-p:TargetFramework=net10.0"));
        Assert.False(File.Exists(_folder.File("contracts.ts")));
        Assert.Equal(0, Build(out _, "-p:TargetFramework=net9.0"));
        Assert.True(File.Exists(_folder.File("contracts.ts")));
    }

    [Fact]
    public void Build_WithoutProperties_DoesNothing()
    {
        Write("");

        Assert.Equal(0, Build(out _));
    }

    [Fact]
    public void Build_WithContractThatCannotBeWritten_FailsWithInterfaceAndMember()
    {
        Compile("Task Hello(Action action);");
        Write("<SockeyeTypeScript>contracts.ts</SockeyeTypeScript>");

        Assert.NotEqual(0, Build(out var output));
        Assert.Contains("error SCKT001: the parameter 'action' of IClient.Hello: Action has no form in JSON (it is code).", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WithAssemblyThatIsNotReferenced_NamesIt()
    {
        Compile("Task Hello();");
        Write("<SockeyeTypeScript>contracts.ts</SockeyeTypeScript><SockeyeContractAssemblies>Contracts;Elsewhere</SockeyeContractAssemblies>");

        Assert.NotEqual(0, Build(out var output));
        Assert.Contains("error SCKT007: SockeyeContractAssemblies names what the project does not reference: Elsewhere.", output, StringComparison.Ordinal);

        Write("<SockeyeTypeScript>contracts.ts</SockeyeTypeScript><SockeyeContractAssemblies>Contracts</SockeyeContractAssemblies>");
        Assert.Equal(0, Build(out _));
        Assert.Contains("hello: () => void", File.ReadAllText(_folder.File("contracts.ts")), StringComparison.Ordinal);
    }

    private string Compile(string members) => ToolRun.Compile($$"""[ServerToClient] public interface IClient { {{members}} }""", _folder);

    private void Write(string properties) => File.WriteAllText(_folder.File("App.proj"), $"""
        <Project>
          <PropertyGroup>
            <IntermediateOutputPath>obj/</IntermediateOutputPath>
            <SockeyeContractsTool>{typeof(Tool).Assembly.Location}</SockeyeContractsTool>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <IntermediateAssembly Include="Contracts.dll" />
            {string.Concat(ToolRun.References.Select(static path => $"<ReferencePath Include=\"{path}\" />"))}
          </ItemGroup>
          <Target Name="CopyFilesToOutputDirectory" />
          <Import Project="{Targets}" />
        </Project>
        """);

    private int Build(out string output, params string[] properties)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", _folder.File("App.proj"), "-t:CopyFilesToOutputDirectory", "-nologo", "-v:m", "-tl:off", "-nr:false", .. properties])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(_folder.File("App.proj")),
        })!;
        output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode;
    }
}
