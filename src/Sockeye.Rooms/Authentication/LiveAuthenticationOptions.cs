using System.Globalization;
using System.Security.Claims;
using Sockeye.Authorization;

namespace Sockeye;

/// <summary>How the authentication of live sockets ends and is renewed.</summary>
public sealed class LiveAuthenticationOptions
{
    /// <summary>Until when the authentication of a socket holds that has just connected; <see langword="null"/> for ever.</summary>
    /// <value>
    /// By default <see cref="Handshake.UserExpires"/>, where the socket's user is that of the handshake and its scheme says when it ends; otherwise the claim <c>exp</c> of
    /// <see cref="Socket.User"/>, in seconds since 1970.
    /// </value>
    public Func<Socket, DateTimeOffset?> Expires { get; set; } = ExpiryOf;

    /// <summary>
    /// Makes a user of a new credential: the object that the client sent with <c>auth:renew</c>, of the same shape as its <c>auth</c> when it connected, if you like. What it throws is
    /// logged, and refused.
    /// </summary>
    /// <value><see langword="null"/> by default: clients cannot renew.</value>
    public Func<Socket, HandshakeAuth, ValueTask<AuthenticationRenewal>>? Renew { get; set; }

    /// <summary>How long <see cref="Renew"/> may take; after that the client is refused and may try again.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan RenewTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long before the end the client is told, by the event <c>auth:expiring</c>; zero for not at all.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan Warning { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of a socket whose authentication has ended.</summary>
    /// <value><see cref="ExpiredAuthentication.Disconnect"/> by default.</value>
    public ExpiredAuthentication WhenExpired { get; set; }

    /// <summary>Who a user is. Clients may not become somebody else.</summary>
    /// <value>By default the claim <c>NameIdentifier</c> or <c>sub</c>, else the name of the identity.</value>
    public Func<ClaimsPrincipal, string?> UserId { get; set; } = UserIds.Of;

    /// <summary>Whether a client may renew with the credential of another user. Presence goes on to show who it was when it joined its rooms.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool AllowAnotherUser { get; set; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Expires);
        ArgumentNullException.ThrowIfNull(UserId);
        ArgumentOutOfRangeException.ThrowIfLessThan(RenewTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Warning, TimeSpan.Zero);
        if (!Enum.IsDefined(WhenExpired))
        {
            throw new ArgumentOutOfRangeException(nameof(WhenExpired), WhenExpired, null);
        }
    }

    private static DateTimeOffset? ExpiryOf(Socket socket) =>
        ReferenceEquals(socket.User, socket.Handshake.User) && socket.Handshake.UserExpires is { } expires ? expires : ClaimOf(socket.User);

    private static DateTimeOffset? ClaimOf(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirst("exp")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
