namespace Sockeye.Samples.Classes;

internal sealed record Vote(bool Yes);
