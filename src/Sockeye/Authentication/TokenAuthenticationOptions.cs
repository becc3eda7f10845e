namespace Sockeye;

/// <summary>
/// Says which authentication scheme of ASP.NET Core reads the tokens that clients send to namespaces:
/// <c>io("/chat", { auth: { token } })</c>.
/// </summary>
/// <remarks>
/// <para>
/// The scheme sees a request that is made for each socket. It has the headers of the connection's first request without cookies and
/// credentials, no query, and <c>Authorization: Bearer</c> with the token. So the schemes of <c>AddJwtBearer</c> and
/// <c>AddBearerToken</c> work as they are.
/// </para>
/// <para>
/// If the scheme accepts the token, its user is <see cref="Handshake.User"/> and <see cref="Socket.User"/> of this socket. The other
/// namespaces of the connection are not affected. If the scheme does not accept the token, the user is not authenticated, and the log says
/// why. If the client sends no token, its user is that of the connection's first request. <see cref="Namespace.RequireAuthorization()"/>
/// decides who may join.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// builder.Services.AddAuthentication().AddJwtBearer();
/// builder.Services.AddAuthorization();
/// builder.Services.AddSocketIO(options => options.TokenAuthentication.Scheme = JwtBearerDefaults.AuthenticationScheme);
/// </code>
/// </example>
public sealed class TokenAuthenticationOptions
{
    /// <summary>
    /// The scheme for all namespaces that have none of their own (<see cref="Namespace.AuthenticateToken(string?)"/>), such as
    /// <c>JwtBearerDefaults.AuthenticationScheme</c>.
    /// </summary>
    /// <value><see langword="null"/> by default: tokens are not read.</value>
    public string? Scheme { get; set; }

    /// <summary>The member of the client's <c>auth</c> object that has the token, a string. It may start with <c>Bearer </c>.</summary>
    /// <value><c>token</c> by default.</value>
    public string Member { get; set; } = "token";

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Member);
        ValidateScheme(Scheme);
    }

    internal static void ValidateScheme(string? scheme)
    {
        if (scheme is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(scheme);
        }
    }
}
