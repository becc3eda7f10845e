using System.Globalization;
using System.Security.Claims;
using Sockeye.Authorization;

namespace Sockeye;

/// <summary>How the authentication of connected sockets ends and is renewed.</summary>
public sealed class LiveAuthenticationOptions
{
    /// <summary>
    /// Returns the time until which the authentication of a newly connected socket is valid; <see langword="null"/> means that it does not
    /// end.
    /// </summary>
    /// <value>
    /// By default <see cref="Handshake.UserExpires"/>, if the socket's user is that of the handshake and its scheme sets that time;
    /// otherwise the claim <c>exp</c> of <see cref="Socket.User"/>, in seconds since 1970.
    /// </value>
    public Func<Socket, DateTimeOffset?> Expires { get; set; } = ExpiryOf;

    /// <summary>
    /// Checks a new credential and returns its user. The credential is the object that the client sent with <c>auth:renew</c>, for example
    /// of the same shape as its <c>auth</c>. If it throws, the exception is logged and the credential is refused.
    /// </summary>
    /// <value><see langword="null"/> by default: clients cannot renew.</value>
    public Func<Socket, HandshakeAuth, ValueTask<AuthenticationRenewal>>? Renew { get; set; }

    /// <summary>How long <see cref="Renew"/> may take. After that time the client is refused, and may try again.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan RenewTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long before the end the client gets the event <c>auth:expiring</c>. Zero means never.</summary>
    /// <value>1 minute by default.</value>
    public TimeSpan Warning { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What happens to a socket whose authentication has expired.</summary>
    /// <value><see cref="ExpiredAuthentication.Disconnect"/> by default.</value>
    public ExpiredAuthentication WhenExpired { get; set; }

    /// <summary>Returns the id of a user. With it the server checks that clients do not become another user.</summary>
    /// <value>By default the claim <c>NameIdentifier</c> or <c>sub</c>, otherwise the name of the identity.</value>
    public Func<ClaimsPrincipal, string?> UserId { get; set; } = UserIds.Of;

    /// <summary>
    /// Whether a client may renew with the credential of another user. Presence continues to show the user that joined the rooms.
    /// </summary>
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
