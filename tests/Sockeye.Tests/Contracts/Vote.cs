namespace Sockeye.Tests.Contracts;

internal sealed record Vote(bool Yes, string? Why = null);
