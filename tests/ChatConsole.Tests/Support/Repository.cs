namespace Sockeye.Samples.ChatConsole.Tests.Support;

/// <summary>Where things are.</summary>
internal static class Repository
{
    // artifacts/bin/ChatConsole.Tests/release
    private static readonly DirectoryInfo s_output = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Artifacts { get; } = s_output.Parent!.Parent!.Parent!.FullName;

    public static string Root { get; } = Path.GetDirectoryName(Artifacts)!;

    /// <summary>A program that the build has made.</summary>
    public static string ProgramOf(string project) => Path.Combine(Artifacts, "bin", project, s_output.Name, project);
}
