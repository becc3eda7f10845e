using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sockeye.Postgres.Connections;

namespace Sockeye.Postgres.Diagnostics;

/// <summary>
/// Reports whether Postgres is reachable, answers within a second, and has the tables that rooms need. Without Postgres the application
/// continues, with broadcasts that reach only the sockets of each server. So the status is degraded, not unhealthy.
/// </summary>
internal sealed class PostgresHealthCheck(PostgresConnection connection) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await connection.FindFaultAsync(cancellationToken) is { } fault ? HealthCheckResult.Degraded(fault) : HealthCheckResult.Healthy();
}
