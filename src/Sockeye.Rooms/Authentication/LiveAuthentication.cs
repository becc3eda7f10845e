using System.Runtime.CompilerServices;
using System.Security.Claims;
using Sockeye.Authentication;

namespace Sockeye;

/// <summary>
/// Ends the authentication of sockets in time, and renews it. Where the namespace has <see cref="RoomPermissions"/>, a socket whose user has changed is asked again about all its
/// rooms. Thread-safe.
/// </summary>
/// <remarks>
/// Clients are told by <c>auth:expiring</c> with <c>{ expires }</c>, in milliseconds since 1970, once before the end, and renew by <c>auth:renew</c> with a credential and an
/// acknowledgement: <c>{ expires }</c>, or an error.
/// </remarks>
public sealed class LiveAuthentication
{
    private readonly LiveAuthenticationOptions _options;

    // It goes with the socket.
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

    /// <summary>Until when the authentication of a socket holds; <see langword="null"/> for ever, and where it has ended.</summary>
    public DateTimeOffset? ExpiryOf(Socket socket) => Of(socket).Expires;

    /// <summary>Says who a socket belongs to from now on; the application itself may also make it somebody else. A middleware may say it too.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="user">Who it belongs to.</param>
    /// <param name="expires">Until when; <see langword="null"/> for what <see cref="LiveAuthenticationOptions.Expires"/> makes of the user.</param>
    /// <returns>Completes when permissions, if there are any, were asked about the socket's rooms, and what other servers send to the user reaches the socket.</returns>
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

    /// <summary>Ends the authentication of a socket now, as if its time were over. Nothing happens where it has ended.</summary>
    public void Expire(Socket socket) => Of(socket).Expire();

    internal SocketAuthentication Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return _sockets.GetValue(socket, added => new SocketAuthentication(added, _options));
    }
}
