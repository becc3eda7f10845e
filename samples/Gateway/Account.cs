namespace Sockeye.Samples.Gateway;

internal sealed record Account(string Name, string Password, params string[] Roles);
