using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Diagnostics;

/// <summary>
/// Reports whether Redis is reachable, answers within a second, and accepts commands. Without Redis the application continues, with
/// broadcasts that reach only the sockets of each server. So the status is degraded, not unhealthy.
/// </summary>
internal sealed class RedisHealthCheck(RedisConnection connection, Refusals refusals) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        !await connection.IsWellAsync(cancellationToken)
            ? HealthCheckResult.Degraded("Redis cannot be reached or does not answer. Broadcasts reach only the sockets of this server.")
            : refusals.Describe() is { } refused
                ? HealthCheckResult.Degraded(refused + " Some messages to or from other servers are lost.")
                : HealthCheckResult.Healthy();
}
