namespace Sockeye.Samples.Lambdas;

internal sealed record Vote(bool Yes);
