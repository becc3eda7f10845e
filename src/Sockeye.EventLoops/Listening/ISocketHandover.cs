namespace Sockeye.EventLoops.Listening;

/// <summary>A feature of connections whose socket can be taken from the web server, so that nothing of its request stays for as long as the connection lives.</summary>
public interface ISocketHandover
{
    /// <summary>Whether what the web server reads and writes is the socket's.</summary>
    bool IsPossible { get; }

    /// <summary>Takes the socket, once the answer has been written. The request has to end then: what is read or written through it afterwards is lost.</summary>
    /// <returns><see langword="null"/> where the connection is over already; it is still the web server's.</returns>
    ValueTask<HandedOverSocket?> TakeAsync();
}
