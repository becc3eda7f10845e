using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Diagnostics;

/// <summary>
/// Tells whether Postgres is there and answers within a second, and has the tables that rooms need. Without it the application goes on, with rooms that end at each server: that is degraded, not
/// unhealthy.
/// </summary>
internal sealed class PostgresHealthCheck(PostgresConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await connection.FindFaultAsync(cancellationToken) is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy();
}
