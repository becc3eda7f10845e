using System.Security.Claims;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sockeye.Samples.Gateway;

/// <summary>Makes tokens, and says how they are checked. A real application gets them from an identity provider, and only checks them.</summary>
internal sealed class Tokens(string key)
{
    private const string Issuer = "gateway";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly SymmetricSecurityKey _key = new(Encoding.UTF8.GetBytes(key));

    public TokenValidationParameters Validation => new()
    {
        IssuerSigningKey = _key,
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        NameClaimType = "sub",
        RoleClaimType = "role",
    };

    public string Issue(Account account) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Issuer,
        Subject = new ClaimsIdentity([new Claim("sub", account.Name), .. account.Roles.Select(role => new Claim("role", role))]),
        Expires = DateTime.UtcNow + Lifetime,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
    });
}
