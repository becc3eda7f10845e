using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Diagnostics;

/// <summary>Tells whether Postgres is there. Without it the application goes on, with rooms that end at each server: that is degraded, not unhealthy.</summary>
internal sealed class PostgresHealthCheck(PostgresConnection connection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(connection.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Postgres cannot be reached: rooms end at this server."));
}
