namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Who signs in.</summary>
/// <param name="Name">The name that is asked for.</param>
/// <param name="Token">The token of the last session with that name, if there was one.</param>
internal sealed record Credentials(string Name, string? Token);
