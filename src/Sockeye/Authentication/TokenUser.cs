using System.Security.Claims;

namespace Sockeye.Authentication;

/// <summary>The user of the token that a client sent to a namespace.</summary>
/// <param name="User">The user; not authenticated if the token was not accepted.</param>
/// <param name="Expires">The time until which the token is valid, if its scheme says so.</param>
internal sealed record TokenUser(ClaimsPrincipal User, DateTimeOffset? Expires)
{
    /// <summary>The user of a token that was not accepted.</summary>
    public static TokenUser Unknown() => new(new ClaimsPrincipal(new ClaimsIdentity()), null);
}
