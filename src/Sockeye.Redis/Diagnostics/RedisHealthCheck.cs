using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Redis.Connections;

namespace Sockeye.Redis.Diagnostics;

/// <summary>Tells whether Redis is there. Without it the application goes on, with rooms that end at each server: that is degraded, not unhealthy.</summary>
internal sealed class RedisHealthCheck(RedisConnection connection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(connection.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Redis cannot be reached: rooms end at this server."));
}
