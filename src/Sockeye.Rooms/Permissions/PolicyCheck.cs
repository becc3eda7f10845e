using Sockeye.Authorization;

namespace Sockeye.Permissions;

/// <summary>Asks an authorization policy of ASP.NET Core. The client reads the reasons that its requirements give, if any.</summary>
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
