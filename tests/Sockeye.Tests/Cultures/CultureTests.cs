using System.Diagnostics;
using Sockeye.Tests.Backends;
using Sockeye.Tests.Permissions;
using Sockeye.Tests.Presences;
using Sockeye.Tests.Records;

namespace Sockeye.Tests.Cultures;

/// <summary>
/// Applications have a culture, in whose order two names that differ may be the same. The suites have none (<c>InvariantGlobalization</c>): what names of rooms and members go through runs
/// here once more, in a process that has one.
/// </summary>
public sealed class CultureTests
{
    // What .NET looks at when the process starts. The culture is that of Turkish: soft hyphens do not count in it, as in all of them, and its i has another capital letter.
    private const string Invariant = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
    private const string Culture = "tr_TR.UTF-8";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Type[] Classes =
    [
        typeof(MemoryRecordContractTests), typeof(MemoryHistoryContractTests), typeof(RecordEndTests), typeof(RecordListTests), typeof(RightsTests), typeof(PresenceMemberTests),
        typeof(PresenceRequestTests),
    ];

    [Fact]
    public async Task Rooms_InAProcessWithACulture_PassTheirTests()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Sockeye.Tests")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Invariant] = "0";
        start.Environment["LC_ALL"] = Culture;
        start.ArgumentList.Add("-noColor");
        foreach (var method in (string[])[$"{typeof(CultureTests).FullName}.{nameof(Process_ThatWasToHaveACulture_HasIt)}", .. Classes.Select(static type => type.FullName + ".*")])
        {
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add(method);
        }

        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Limit);
        await process.WaitForExitAsync().Within();

        // None is no failure to the program.
        Assert.True(process.ExitCode == 0 && !output[0].Contains("Total: 0,", StringComparison.Ordinal), string.Join('\n', output));
    }

    /// <summary>Without this the other test would say nothing.</summary>
    [Fact]
    public void Process_ThatWasToHaveACulture_HasIt() =>
        Assert.Equal(Environment.GetEnvironmentVariable(Invariant) == "0", string.Equals("tea", "te\u00ADa", StringComparison.CurrentCulture));
}
