namespace Sockeye.Bench.Client;

/// <summary>One connected client of a peer, as the driver uses it.</summary>
public interface IBenchConnection : IAsyncDisposable
{
    /// <summary>Asks the server for events. Each is given to what <see cref="IBenchPeer.ConnectAsync"/> got.</summary>
    Task PourAsync(int count, int rate);

    /// <summary>Sends an event and waits for its answer.</summary>
    Task<string?> EchoAsync(string value);
}
