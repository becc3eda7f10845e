using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Diagnostics;

/// <summary>Tells whether Redis is there and answers within a second. Without it the application goes on, with rooms that end at each server: that is degraded, not unhealthy.</summary>
internal sealed class RedisHealthCheck(RedisConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await connection.IsWellAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Redis cannot be reached or does not answer: rooms end at this server.");
}
