using Sockeye.Authorization;

namespace Sockeye.Permissions;

/// <summary>
/// Evaluates an authorization policy of ASP.NET Core. The client gets the reasons of failed requirements, if there are any.
/// </summary>
internal sealed class PolicyCheck(SocketIOServer server, AuthorizationPolicies.Finder find)
{
    public async ValueTask<RoomVerdict> CheckAsync(RoomPermissionContext context)
    {
        var result = await AuthorizationPolicies.AskAsync(server.Services, context.User, context, find);
        if (result.Succeeded)
        {
            return RoomVerdict.Allow;
        }

        var reasons = string.Join("; ", result.Failure.FailureReasons.Select(static reason => reason.Message));
        return RoomVerdict.Refuse(reasons.Length > 0 ? reasons : AuthorizationPolicies.Refusal(context.User));
    }
}
