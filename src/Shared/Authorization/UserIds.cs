using System.Security.Claims;

namespace Sockeye.Authorization;

internal static class UserIds
{
    /// <summary>The default id of a user; <see langword="null"/> if the user is not authenticated.</summary>
    public static string? Of(ClaimsPrincipal user) =>
        user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity?.Name;
}
