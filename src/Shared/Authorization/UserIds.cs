using System.Security.Claims;

namespace Sockeye.Authorization;

internal static class UserIds
{
    /// <summary>By what a user is known unless the application says otherwise; nothing for somebody who is nobody.</summary>
    public static string? Of(ClaimsPrincipal user) =>
        user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity?.Name;
}
