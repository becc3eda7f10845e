using System.Diagnostics;
using System.Globalization;

namespace Sockeye.Redis.Tests.Support;

/// <summary>Signals that .NET does not send.</summary>
internal static class Signal
{
    public static async Task SendAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().Within();
        Assert.Equal(0, kill.ExitCode);
    }
}
