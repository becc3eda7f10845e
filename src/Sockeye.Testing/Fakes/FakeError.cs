namespace Sockeye.Testing;

/// <summary>Something that a <see cref="FakeServer"/> logged as an error.</summary>
/// <param name="Message">What was logged.</param>
/// <param name="Exception">Its cause.</param>
public sealed record FakeError(string Message, Exception? Exception);
