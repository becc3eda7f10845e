namespace Sockeye.Bench.Client;

/// <summary>A client library.</summary>
public interface IBenchPeer
{
    /// <summary>Connects, and goes over to WebSocket if it <paramref name="upgrades"/> from polling.</summary>
    Task<IBenchConnection> ConnectAsync(string url, bool upgrades, Action<Quote> received);
}
