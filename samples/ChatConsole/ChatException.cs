namespace Sockeye.Samples.ChatConsole;

/// <summary>What somebody asked for is not possible. The message says why.</summary>
internal sealed class ChatException(string message) : Exception(message);
