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
            throw new ConnectRefusedException(AuthorizationPolicies.Refusal(socket.User), AuthorizationPolicies.RefusalData(socket.User)) { Why = WhyOf(socket, result) };
        }
    };

    private static string WhyOf(Socket socket, AuthorizationResult result)
    {
        if (AuthorizationPolicies.IsKnown(socket.User))
        {
            return $"the policy does not allow user {UserIds.Of(socket.User)}: {string.Join("; ", AuthorizationPolicies.Unmet(result))}";
        }

        var server = socket.Namespace.Server;
        var member = server.Options.TokenAuthentication.Member;
        if (socket.Handshake.HasToken)
        {
            return $"its user is not authenticated, since the authentication scheme {socket.Namespace.TokenScheme} did not accept auth.{member}";
        }

        return server.Tokens.Find(socket.Handshake.Auth) is null
            ? $"its user is not authenticated: it has sent no auth.{member}, and the connection's first request was not authenticated"
            : $"its user is not authenticated: it has sent auth.{member}, but no authentication scheme reads it. Set options.TokenAuthentication.Scheme in AddSocketIO, or call AuthenticateToken(scheme) on the namespace";
    }
}
