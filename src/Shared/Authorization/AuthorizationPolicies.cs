using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Authorization;

/// <summary>Asks ASP.NET Core's authorization, each time in a scope of its own.</summary>
internal static class AuthorizationPolicies
{
    /// <summary>Finds a policy.</summary>
    public delegate Task<AuthorizationPolicy?> Finder(IServiceProvider services);

    public static Finder Default { get; } = static services => services.GetRequiredService<IAuthorizationPolicyProvider>().GetDefaultPolicyAsync()!;

    public static Finder Named(string policyName)
    {
        ArgumentNullException.ThrowIfNull(policyName);
        return async services => await services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(policyName)
            ?? throw new InvalidOperationException($"There is no authorization policy named \"{policyName}\".");
    }

    public static Finder Of(AuthorizationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return _ => Task.FromResult<AuthorizationPolicy?>(policy);
    }

    /// <summary>All that attributes ask for, together.</summary>
    public static Finder Of(IEnumerable<IAuthorizeData> attributes) =>
        services => AuthorizationPolicy.CombineAsync(services.GetRequiredService<IAuthorizationPolicyProvider>(), attributes);

    /// <summary>Asks a policy.</summary>
    /// <param name="services">The services of the application whose policies they are.</param>
    /// <param name="user">Who wants something.</param>
    /// <param name="resource">What for.</param>
    /// <param name="find">Finds the policy.</param>
    /// <exception cref="InvalidOperationException">There is no such policy, or no authorization at all.</exception>
    public static async Task<AuthorizationResult> AskAsync(IServiceProvider services, ClaimsPrincipal user, object resource, Finder find)
    {
        await using var scope = services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetService<IAuthorizationService>()
            ?? throw new InvalidOperationException("Authorization policies need builder.Services.AddAuthorization().");
        return await authorization.AuthorizeAsync(user, resource, (await find(scope.ServiceProvider))!);
    }

    /// <summary>What somebody is told whom a policy refuses.</summary>
    public static string Refusal(ClaimsPrincipal user) => IsKnown(user) ? "Forbidden" : "Unauthorized";

    /// <summary>The code that programs read of such a refusal.</summary>
    public static object RefusalData(ClaimsPrincipal user) => new Dictionary<string, string> { ["code"] = IsKnown(user) ? "E_FORBIDDEN" : "E_UNAUTHORIZED" };

    public static bool IsKnown(ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;
}
