namespace Sockeye.Bench.Server;

/// <summary>The event that the benchmark of clients pours out.</summary>
internal sealed record Quote(int N, string Symbol, double Bid, double Ask, bool Open)
{
    public static Quote Of(int n) => new(n, "SKYE", 100 + (n % 100 / 100.0), 101.25, true);
}
