using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Support;

internal sealed record LogEntry(LogLevel Level, string Text);
