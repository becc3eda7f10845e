using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Tests.Fixture;

internal sealed record LogEntry(string Category, LogLevel Level, EventId Event, string Text, Exception? Exception)
{
    /// <summary>Whether a transport has written it.</summary>
    public bool IsOfTransport => Category.Contains("Transport", StringComparison.Ordinal) || Category.StartsWith("Sockeye", StringComparison.Ordinal);
}
