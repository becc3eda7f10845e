namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>The person is in the chat.</summary>
/// <param name="Name">The name, as it is written.</param>
/// <param name="Token">What proves later that it is the same person.</param>
internal sealed record Session(string Name, string Token);
