using System.Security.Claims;

namespace Sockeye;

/// <summary>The result of checking a new credential: a user, or a refusal.</summary>
public readonly record struct AuthenticationRenewal
{
    /// <summary>The user of the credential; <see langword="null"/> if it is refused.</summary>
    public ClaimsPrincipal? User { get; private init; }

    /// <summary>
    /// The time until which the authentication is valid; <see langword="null"/> to take the time that
    /// <see cref="LiveAuthenticationOptions.Expires"/> returns for the user.
    /// </summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>The reason for the refusal, which the client gets; <see langword="null"/> if the credential is accepted.</summary>
    public string? Reason { get; private init; }

    /// <summary>Accepts the credential.</summary>
    /// <param name="user">The user of the credential.</param>
    /// <param name="expires">
    /// The time until which the authentication is valid. If you give none, the claim <c>exp</c> of the user counts, if there is one.
    /// </param>
    public static AuthenticationRenewal Of(ClaimsPrincipal user, DateTimeOffset? expires = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new AuthenticationRenewal { User = user, Expires = expires };
    }

    /// <summary>Refuses the credential.</summary>
    /// <param name="reason">The reason, which the client gets.</param>
    public static AuthenticationRenewal Refuse(string reason) => new() { Reason = reason };
}
