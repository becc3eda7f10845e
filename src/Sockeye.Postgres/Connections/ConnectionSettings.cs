using Sockeye.Emitters.Postgres.Connections;

namespace Sockeye.Postgres.Connections;

/// <summary>The options that a <see cref="PostgresConnection"/> uses.</summary>
/// <param name="Publishing">The names and limits for sending.</param>
/// <param name="CreateTables">Whether missing tables are created.</param>
/// <param name="CleanupInterval">How often tables are cleaned up, and after how long an attachment is deleted.</param>
internal sealed record ConnectionSettings(PublisherSettings Publishing, bool CreateTables, TimeSpan CleanupInterval);
