namespace Sockeye.EventLoops;

/// <summary>
/// A feature of every connection that an event loop handles (<c>context.Features.Get&lt;IEventLoopFeature&gt;()</c>). A protocol that
/// begins with an HTTP/1.1 upgrade can use it to release what Kestrel keeps for the request.
/// </summary>
/// <remarks>
/// First accept the upgrade (<see cref="Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature.UpgradeAsync"/>), and write nothing to its
/// stream. Then call <see cref="UpgradeAsync"/> once, and follow its result. Do not use it for HTTP/2 or HTTP/3, in which many requests
/// share a connection. If there is no such feature, leave the connection alone.
/// </remarks>
public interface IEventLoopFeature
{
    /// <summary>
    /// Decides what you may do with the socket. It looks at what is really on the connection, after everything that was written to it has
    /// been sent.
    /// </summary>
    /// <returns>
    /// What you may do, and with which socket. The first call decides. Every other call returns <see cref="ConnectionUse.LeaveAlone"/>, as
    /// does a call for a connection that has ended, or whose answer was not an unchanged <c>101 Switching Protocols</c>.
    /// </returns>
    ValueTask<UpgradedConnection> UpgradeAsync();
}
