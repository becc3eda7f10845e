using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Namespaces;

/// <summary>Makes a middleware of an ASP.NET Core authorization policy.</summary>
internal static class PolicyMiddleware
{
    public static Func<Socket, Task> Default(SocketIOServer server) => socket => Authorize(
        server, socket, static (services, _) => services.GetRequiredService<IAuthorizationPolicyProvider>().GetDefaultPolicyAsync()!, string.Empty);

    public static Func<Socket, Task> Named(SocketIOServer server, string policyName)
    {
        ArgumentNullException.ThrowIfNull(policyName);
        return socket => Authorize(
            server, socket, static (services, name) => services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(name), policyName);
    }

    public static Func<Socket, Task> Of(SocketIOServer server, AuthorizationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return socket => Authorize(server, socket, (_, _) => Task.FromResult<AuthorizationPolicy?>(policy), string.Empty);
    }

    private static async Task Authorize(
        SocketIOServer server, Socket socket, Func<IServiceProvider, string, Task<AuthorizationPolicy?>> find, string policyName)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetService<IAuthorizationService>()
            ?? throw new InvalidOperationException("RequireAuthorization needs builder.Services.AddAuthorization().");
        var policy = await find(scope.ServiceProvider, policyName)
            ?? throw new InvalidOperationException($"There is no authorization policy named \"{policyName}\".");
        var result = await authorization.AuthorizeAsync(socket.User, socket, policy);
        if (!result.Succeeded)
        {
            var known = socket.User.Identity?.IsAuthenticated == true;
            throw new ConnectRefusedException(known ? "Forbidden" : "Unauthorized", new Dictionary<string, string> { ["code"] = known ? "E_FORBIDDEN" : "E_UNAUTHORIZED" });
        }
    }
}
