namespace Sockeye.Testing;

/// <summary>An error that a <see cref="FakeServer"/> has logged.</summary>
/// <param name="Message">The message of the log entry.</param>
/// <param name="Exception">The exception; <see langword="null"/> if there is none.</param>
public sealed record FakeError(string Message, Exception? Exception);
