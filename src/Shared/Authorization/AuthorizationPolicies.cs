using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Authorization;

/// <summary>Evaluates authorization policies of ASP.NET Core, each time in a new scope.</summary>
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

    /// <summary>Combines everything that attributes require.</summary>
    public static Finder Of(IEnumerable<IAuthorizeData> attributes) =>
        services => AuthorizationPolicy.CombineAsync(services.GetRequiredService<IAuthorizationPolicyProvider>(), attributes);

    /// <summary>Evaluates a policy.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="user">The user.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="find">Finds the policy.</param>
    /// <exception cref="InvalidOperationException">There is no such policy, or the application has no authorization services.</exception>
    public static async Task<AuthorizationResult> AskAsync(IServiceProvider services, ClaimsPrincipal user, object resource, Finder find)
    {
        await using var scope = services.CreateAsyncScope();
        var authorization = scope.ServiceProvider.GetService<IAuthorizationService>()
            ?? throw new InvalidOperationException("Authorization policies need builder.Services.AddAuthorization().");
        return await authorization.AuthorizeAsync(user, resource, (await find(scope.ServiceProvider))!);
    }

    /// <summary>The message for a user that a policy refuses.</summary>
    public static string Refusal(ClaimsPrincipal user) => IsKnown(user) ? "Forbidden" : "Unauthorized";

    /// <summary>The code of such a refusal, for programs.</summary>
    public static object RefusalData(ClaimsPrincipal user) => new Dictionary<string, string> { ["code"] = IsKnown(user) ? "E_FORBIDDEN" : "E_UNAUTHORIZED" };

    /// <summary>What a policy that refuses has asked for, for the log.</summary>
    public static IEnumerable<string?> Unmet(AuthorizationResult result) =>
        result.Failure is { } failure ? failure.FailureReasons.Select(static reason => reason.Message).Concat(failure.FailedRequirements.Select(static requirement => requirement.ToString())) : [];

    public static bool IsKnown(ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true;
}
