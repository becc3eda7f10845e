using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Sockeye.Tests.Support;

/// <summary>JSON web tokens of one issuer, and the scheme of ASP.NET Core that reads them.</summary>
internal sealed class Tokens(string key, TimeProvider time)
{
    private readonly SymmetricSecurityKey _key = new(Encoding.UTF8.GetBytes(key.PadRight(32, '.')));

    /// <summary>A token of a user, which holds for 10 minutes unless the test says otherwise.</summary>
    public string Of(string name, TimeSpan? life = null, params string[] roles) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Subject = new ClaimsIdentity([new Claim("sub", name), new Claim("name", name), .. roles.Select(static role => new Claim("role", role))]),
        Expires = (time.GetUtcNow() + (life ?? TimeSpan.FromMinutes(10))).UtcDateTime,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
    });

    /// <summary>The credentials of a client.</summary>
    public string AuthOf(string name, TimeSpan? life = null, params string[] roles) => $$"""{"token":"{{Of(name, life, roles)}}"}""";

    public void AddTo(IServiceCollection services, string scheme = JwtBearerDefaults.AuthenticationScheme) =>
        services.AddAuthentication().AddJwtBearer(scheme, options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                IssuerSigningKey = _key,
                ValidateIssuer = false,
                ValidateAudience = false,
                NameClaimType = "name",
                RoleClaimType = "role",

                // By the clock of the test.
                LifetimeValidator = (_, expires, _, _) => expires > time.GetUtcNow().UtcDateTime,
            };
        });
}
