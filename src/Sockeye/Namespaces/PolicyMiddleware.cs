using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;

namespace Sockeye.Namespaces;

/// <summary>Makes a middleware from an authorization policy of ASP.NET Core.</summary>
internal static class PolicyMiddleware
{
    public static Func<Socket, Task> Default(SocketIOServer server) => Of(server, AuthorizationPolicies.Default);

    public static Func<Socket, Task> Named(SocketIOServer server, string policyName) => Of(server, AuthorizationPolicies.Named(policyName));

    public static Func<Socket, Task> Of(SocketIOServer server, AuthorizationPolicy policy) => Of(server, AuthorizationPolicies.Of(policy));

    public static Func<Socket, Task> Of(SocketIOServer server, IEnumerable<IAuthorizeData> attributes) => Of(server, AuthorizationPolicies.Of(attributes));

    private static Func<Socket, Task> Of(SocketIOServer server, AuthorizationPolicies.Finder find) => async socket =>
    {
        var result = await AuthorizationPolicies.AskAsync(server.Services, socket.User, socket, find);
        if (!result.Succeeded)
        {
            throw new ConnectRefusedException(AuthorizationPolicies.Refusal(socket.User), AuthorizationPolicies.RefusalData(socket.User));
        }
    };
}
