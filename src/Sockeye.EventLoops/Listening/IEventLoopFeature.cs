namespace Sockeye.EventLoops;

/// <summary>
/// A feature of every connection that an event loop serves (<c>context.Features.Get&lt;IEventLoopFeature&gt;()</c>): a protocol that begins with an upgrade of HTTP/1.1 may do with less than what
/// Kestrel keeps for its request.
/// </summary>
/// <remarks>
/// Accept the upgrade first (<see cref="Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature.UpgradeAsync"/>), and write nothing to its stream. Then ask <see cref="UpgradeAsync"/>, once, and
/// follow what it says. Do not ask for HTTP/2 or 3, where many requests share a connection. If there is no such feature, the connection is to be left alone.
/// </remarks>
public interface IEventLoopFeature
{
    /// <summary>Decides what may be done with the socket, from what is really on the connection, after everything that was written to it has been sent.</summary>
    /// <returns>
    /// What may be done, and with which socket. The first call decides; every other one gets <see cref="ConnectionUse.LeaveAlone"/>, as does one for a connection that is over or whose answer was not an
    /// unchanged <c>101 Switching Protocols</c>.
    /// </returns>
    ValueTask<UpgradedConnection> UpgradeAsync();
}
