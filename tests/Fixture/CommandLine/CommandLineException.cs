namespace Sockeye.Fixture.CommandLine;

/// <summary>The command line asks for something that is not there; the message says what.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
