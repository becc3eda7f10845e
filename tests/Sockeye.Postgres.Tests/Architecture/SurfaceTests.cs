using Microsoft.Extensions.DependencyInjection;
using Sockeye.Emitters;

namespace Sockeye.Postgres.Tests.Architecture;

/// <summary>What applications see of the packages is small.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public void PublicTypes_AreOptionsAndWhatAddsAdapterAndRooms() => Assert.Equal(
        [nameof(PostgresAdapterOptions), nameof(PostgresRoomOptions), nameof(SocketIOPostgresExtensions)],
        typeof(PostgresAdapterOptions).Assembly.GetExportedTypes().Select(static type => type.Name).Order());

    [Fact]
    public void PublicTypesOfTheEmitters_AreOptionsAndWhatMakesThem()
    {
        Assert.Equal(
            [
                nameof(EmitterClientsOf<>) + "`1", nameof(EmitterHistory), nameof(EmitterMessage), nameof(EmitterMessagePage), nameof(EmitterOptions), nameof(EmitterPresence), nameof(EmitterPresenceOptions), nameof(EmitterRecordOptions), nameof(EmitterRecordResult<>) + "`1",
                nameof(EmitterRecord<>) + "`1", nameof(EmitterRecords<>) + "`1", nameof(IEmitterBackend), nameof(SocketIOEmitter),
            ],
            typeof(SocketIOEmitter).Assembly.GetExportedTypes().Select(static type => type.Name).Order());
        Assert.Equal(
            [nameof(PostgresEmitter), nameof(PostgresEmitterOptions)],
            typeof(PostgresEmitter).Assembly.GetExportedTypes().Select(static type => type.Name).Order());
    }
}
