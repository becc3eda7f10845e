namespace Sockeye.Fixture.Contracts;

internal sealed record Vote(bool Yes, string? Why);
