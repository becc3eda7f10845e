namespace Sockeye.Samples.Gateway;

internal sealed record Order(int Number, string Customer, string Drink);
