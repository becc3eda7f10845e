using System.Globalization;

namespace Sockeye.Client.Tests.Support;

/// <summary>How much the heavy tests do. <c>SOCKEYE_CLIENT_LOAD=full</c> makes them as large as they are meant; without it, all of them together take a minute on two processors.</summary>
internal static class TestSize
{
    /// <summary>Whether the heavy tests run in full size.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SOCKEYE_CLIENT_LOAD") == "full";

    /// <summary>The smaller number, or the one of a full run.</summary>
    public static int Scale(int usual, int full) => IsFull ? full : usual;

    /// <summary>Says what a heavy test measured.</summary>
    public static void Report(FormattableString text) => TestContext.Current.SendDiagnosticMessage(text.ToString(CultureInfo.InvariantCulture));
}
