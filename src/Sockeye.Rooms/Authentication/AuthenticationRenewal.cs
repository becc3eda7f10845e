using System.Security.Claims;

namespace Sockeye;

/// <summary>What came of a new credential: a user, or a refusal.</summary>
public readonly record struct AuthenticationRenewal
{
    /// <summary>Who the credential is of; <see langword="null"/> where it is refused.</summary>
    public ClaimsPrincipal? User { get; private init; }

    /// <summary>Until when it holds; <see langword="null"/> for what <see cref="LiveAuthenticationOptions.Expires"/> makes of the user.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>Why it is refused; what the client reads.</summary>
    public string? Reason { get; private init; }

    /// <summary>The credential is good.</summary>
    /// <param name="user">Who it is of.</param>
    /// <param name="expires">Until when it holds; otherwise what the claim <c>exp</c> of the user says, if anything.</param>
    public static AuthenticationRenewal Of(ClaimsPrincipal user, DateTimeOffset? expires = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new AuthenticationRenewal { User = user, Expires = expires };
    }

    /// <summary>The credential is not good.</summary>
    /// <param name="reason">What the client reads.</param>
    public static AuthenticationRenewal Refuse(string reason) => new() { Reason = reason };
}
