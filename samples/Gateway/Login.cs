namespace Sockeye.Samples.Gateway;

/// <summary>What the page sends to <c>/login</c>.</summary>
internal sealed record Login(string Name, string Password);
