namespace Sockeye.Samples.Contracts;

internal sealed record Vote(bool Yes);
