using System.Security.Claims;

namespace Sockeye.Tests.Support;

internal static class Users
{
    /// <summary>A user of a name, who is also known by it, with other claims.</summary>
    public static ClaimsPrincipal Named(string name, params (string Type, string Value)[] claims) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.NameIdentifier, name), .. claims.Select(static claim => new Claim(claim.Type, claim.Value))], "test"));
}
