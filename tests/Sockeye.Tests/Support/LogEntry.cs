using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Support;

/// <param name="Level">Its level.</param>
/// <param name="Text">What it says, with the category and the exception.</param>
/// <param name="Id">Its number.</param>
/// <param name="Template">The text with the names of its parts in the place of their values.</param>
internal sealed record LogEntry(LogLevel Level, string Text, int Id, string? Template);
