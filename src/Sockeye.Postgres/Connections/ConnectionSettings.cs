using Sockeye.Emitters.Postgres.Connections;

namespace Sockeye.Postgres.Connections;

/// <summary>What a <see cref="PostgresConnection"/> takes of the options.</summary>
/// <param name="Publishing">The names and bounds of what is sent.</param>
/// <param name="CreateTables">Whether tables that are missing are made.</param>
/// <param name="CleanupInterval">How often tables are cleaned up, and how old an attachment gets.</param>
internal sealed record ConnectionSettings(PublisherSettings Publishing, bool CreateTables, TimeSpan CleanupInterval);
