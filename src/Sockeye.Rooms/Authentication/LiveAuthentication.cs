using System.Runtime.CompilerServices;
using System.Security.Claims;
using Sockeye.Authentication;

namespace Sockeye;

/// <summary>
/// Ends the authentication of sockets when it expires, and lets clients renew it. If the namespace has <see cref="RoomPermissions"/> and
/// the user of a socket changes, the permissions for all its rooms are checked again. It is thread-safe.
/// </summary>
/// <remarks>
/// Before the end, a client gets one event <c>auth:expiring</c> with <c>{ expires }</c>, in milliseconds since 1970. To renew, it sends
/// <c>auth:renew</c> with a credential and an acknowledgement. The answer is <c>{ expires }</c> or an error.
/// </remarks>
public sealed class LiveAuthentication
{
    private readonly LiveAuthenticationOptions _options;

    // An entry is removed with its socket.
    private readonly ConditionalWeakTable<Socket, SocketAuthentication> _sockets = [];

    internal LiveAuthentication(Namespace ns, LiveAuthenticationOptions options)
    {
        Namespace = ns;
        _options = options;
        var requests = options.Renew is { } renew ? new RenewalRequests(this, options, renew) : null;
        ns.OnConnection(socket =>
        {
            requests?.Listen(socket);
            Of(socket).Begin();
        });
    }

    /// <summary>The namespace of the sockets.</summary>
    public Namespace Namespace { get; }

    /// <summary>
    /// Gets the time until which the authentication of a socket is valid; <see langword="null"/> if it has no end, or if it has ended.
    /// </summary>
    public DateTimeOffset? ExpiryOf(Socket socket) => Of(socket).Expires;

    /// <summary>Sets the user of a socket. You may set a different user. You may also call it in a middleware.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="user">The new user.</param>
    /// <param name="expires">
    /// The time until which the authentication is valid; <see langword="null"/> to take the time that
    /// <see cref="LiveAuthenticationOptions.Expires"/> returns for the user.
    /// </param>
    /// <returns>
    /// A task that completes when the permissions for the socket's rooms have been checked, if there are permissions, and when the socket
    /// receives what other servers send to the user.
    /// </returns>
    public async ValueTask SetUserAsync(Socket socket, ClaimsPrincipal user, DateTimeOffset? expires = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        Of(socket).Set(user, expires);
        if (Namespace.Permissions is { } permissions)
        {
            await permissions.RecheckAsync(socket);
        }

        if (socket.UserId is { } id)
        {
            await Namespace.Adapter.WhenJoinedAsync(UserRoom.Of(id));
        }
    }

    /// <summary>Ends the authentication of a socket now, as if it had expired. Nothing happens if it has already ended.</summary>
    public void Expire(Socket socket) => Of(socket).Expire();

    internal SocketAuthentication Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _sockets.GetValue(socket, added => new SocketAuthentication(added, _options));
    }
}
