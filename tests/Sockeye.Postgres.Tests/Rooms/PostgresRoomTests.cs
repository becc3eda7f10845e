using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Postgres.Tests.Support;

namespace Sockeye.Postgres.Tests.Rooms;

/// <summary>What becomes of what is in Postgres: by time, by an outage, by an older state.</summary>
public sealed class PostgresRoomTests(PostgresInstance postgres) : IClassFixture<PostgresInstance>
{
    private static readonly RecordLimits Limits = new(100_000, 100_000_000);
    private readonly RoomHistoryOptions _options = new();

    [Fact]
    public async Task OlderState_UsesNoRevisionAndNoOffsetAgain_AndHasItsOwnDigest()
    {
        await using var own = await NewAsync();
        await using var backend = await PostgresBackends.OpenAsync(own);
        var kept = await CreateAsync(backend, "kept");
        await backend.History.AppendAsync("/", "tea", [Event("kept")], _options);
        await own.ExecuteAsync("CREATE TABLE old_n AS TABLE socket_io_rooms_namespaces; CREATE TABLE old_r AS TABLE socket_io_rooms_records; CREATE TABLE old_o AS TABLE socket_io_rooms_rooms");
        var lost = await CreateAsync(backend, "lost");
        var lostOffset = (await backend.History.AppendAsync("/", "tea", [Event("lost")], _options))[0];

        await own.ExecuteAsync(
            """
            DELETE FROM socket_io_rooms_namespaces; INSERT INTO socket_io_rooms_namespaces TABLE old_n;
            DELETE FROM socket_io_rooms_records; INSERT INTO socket_io_rooms_records TABLE old_r;
            DELETE FROM socket_io_rooms_rooms; INSERT INTO socket_io_rooms_rooms TABLE old_o
            """);
        var since = await backend.Records.ReadAsync("/", new RecordPosition(lost.Epoch, lost.Revision, lost.Revision), 10);
        var next = await CreateAsync(backend, "next");

        Assert.True(since.IsWhole);
        Assert.Equal((kept.Digest, kept.Revision), (since.Digest, since.Next.Revision));
        Assert.Equal(kept.Revision, next.Previous);
        Assert.True(next.Revision > lost.Revision);
        Assert.True(string.CompareOrdinal((await backend.History.AppendAsync("/", "tea", [Event("next")], _options))[0], lostOffset) > 0);
    }

    [Fact]
    public async Task Tables_ThatAreLost_AreMadeAgainWithAnotherEpoch()
    {
        await using var own = await NewAsync();
        await using var backend = await PostgresBackends.OpenAsync(own);
        var before = await CreateAsync(backend, "tea");

        await own.ExecuteAsync("DROP TABLE socket_io_rooms_namespaces, socket_io_rooms_records");
        await Assert.ThrowsAsync<ClusterPublishException>(() => backend.Records.ReadAsync("/", default, 1).AsTask());
        var after = await backend.Records.ReadAsync("/", new RecordPosition(before.Epoch, before.Revision, before.Revision), 10);

        Assert.NotEqual(before.Epoch, after.Next.Epoch);
        Assert.True(after.IsWhole);
        Assert.Empty(after.Changes);
    }

    [Fact]
    public async Task Outage_FailsWhatIsAsked_AndIsOverWhenPostgresIsBack()
    {
        await using var own = await NewAsync();
        await using var backend = await PostgresBackends.OpenAsync(own);
        var before = await CreateAsync(backend, "tea");

        await own.EndAsync();
        await Assert.ThrowsAsync<ClusterPublishException>(() => backend.Records.ReadAsync("/", default, 1).AsTask());
        await Assert.ThrowsAsync<ClusterPublishException>(() => backend.History.AppendAsync("/", "tea", [Event("x")], _options).AsTask());
        await Assert.ThrowsAsync<ClusterPublishException>(() => backend.Claims.CompleteAsync("/", "x", TimeSpan.FromHours(1)).AsTask());
        await own.StartAsync();

        Assert.Equal(before.Revision, (await backend.Records.ReadAsync("/", default, 1)).Next.Revision);
    }

    [Fact]
    public async Task Change_OfAServerThatStopsInTheMiddle_DoesNotHoldUpTheOthers()
    {
        await using var own = await NewAsync();
        await using var backend = await PostgresBackends.OpenAsync(own);
        await CreateAsync(backend, "tea");
        await using var stopped = await own.DataSource.OpenConnectionAsync();
        await using var transaction = await stopped.BeginTransactionAsync();
        var statements = new RecordStatements(new RoomTables("socket_io_rooms"), 1);
        await using (var locking = statements.Lock(stopped, RoomKey.Of("socket.io", "/"), RoomKey.Of("tea")))
        {
            await locking.ExecuteNonQueryAsync();
        }

        await CreateAsync(backend, "coffee");
    }

    [Fact]
    public async Task Endings_MoreThanAreRemembered_LetWhoWasAwayReadEverything()
    {
        await using var own = await NewAsync();
        await using var backend = await PostgresBackends.OpenAsync(own);
        var first = await CreateAsync(backend, "first");
        var last = await CreateAsync(backend, "last");
        await backend.Records.WriteAsync("/", new RecordWrite(RecordWriteKind.Delete, "first"), Limits);

        // As many as are remembered beside that.
        await own.ExecuteAsync(
            """
            INSERT INTO socket_io_rooms_records SELECT namespace, convert_to('x' || i, 'UTF8'), convert_to('x' || i, 'UTF8'), revision + i, true, 0, 0, 0, 0, 0, 0, false, 0, ''
              FROM socket_io_rooms_namespaces, generate_series(1, 9999) i;
            UPDATE socket_io_rooms_namespaces SET ended = 10000, revision = revision + 9999
            """);
        Assert.False((await backend.Records.ReadAsync("/", new RecordPosition(last.Epoch, last.Revision, last.Revision), 10)).IsWhole);
        await backend.Records.WriteAsync("/", new RecordWrite(RecordWriteKind.Delete, "last"), Limits);

        Assert.Equal(10_000, await own.QueryAsync<long>("SELECT count(*) FROM socket_io_rooms_records WHERE has_ended"));
        Assert.True((await backend.Records.ReadAsync("/", new RecordPosition(first.Epoch, first.Revision, first.Revision), 10)).IsWhole);
    }

    [Fact]
    public async Task RoomsAndClaims_ThatAreOver_AreCleanedUp()
    {
        await using var own = await NewAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var backend = await PostgresBackends.OpenAsync(own, time: time);
        _options.MaxAge = TimeSpan.FromMilliseconds(1);
        await backend.History.AppendAsync("/", "old", [Event("x"), Event("y")], _options);
        _options.MaxAge = TimeSpan.FromHours(1);
        await backend.History.AppendAsync("/", "new", [Event("z")], _options);
        await backend.Claims.CompleteAsync("/", "old", TimeSpan.FromMilliseconds(1));
        await backend.Claims.CompleteAsync("/", "new", TimeSpan.FromHours(1));

        await PostgresBackends.UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return await own.QueryAsync<long>("SELECT (SELECT count(*) FROM socket_io_rooms_rooms) + (SELECT count(*) FROM socket_io_rooms_messages) + (SELECT count(*) FROM socket_io_rooms_claims)") == 3;
        });
    }

    [Theory]
    [InlineData(false, "Tables of rooms are missing in Postgres")]
    [InlineData(true, "cannot be created (permission denied for schema public)")]
    public async Task Tables_ThatNobodyMakes_AreSaidAtTheStart_UntilTheyAreThere(bool createsTables, string fault)
    {
        await using var own = await NewAsync();
        await own.ExecuteAsync("CREATE ROLE app LOGIN");
        var asApp = new NpgsqlConnectionStringBuilder(own.ConnectionString) { Username = "app" }.ConnectionString;
        RoomRecords<string> records = null!;
        await using var server = await TestServer.StartAsync(
            io => records = io.MainNamespace.UseRecords<string>(), services: services => services.AddSocketIO().AddPostgresRooms(asApp, options => options.CreateTables = createsTables));
        server.Log.Expect("rooms");

        var error = await server.Log.FindAsync(fault);
        Assert.Contains("CREATE TABLE IF NOT EXISTS socket_io_rooms_records", error.Text, StringComparison.Ordinal);
        foreach (var use in (Func<Task>[])[() => records.GetAsync("tea"), () => records.CreateAsync("tea", "x")])
        {
            Assert.Contains("is missing in Postgres", (await Assert.ThrowsAsync<ClusterPublishException>(use)).Message, StringComparison.Ordinal);
        }

        await PostgresBackends.UntilAsync(async () => await HealthAsync(server) is { Status: HealthStatus.Degraded, Description: { } said } && said.Contains(fault, StringComparison.Ordinal));

        // Somebody does what the log says.
        await own.ExecuteAsync(error.Text[error.Text.IndexOf("CREATE TABLE", StringComparison.Ordinal)..] + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app");
        await PostgresBackends.UntilAsync(async () => await HealthAsync(server) is { Status: HealthStatus.Healthy });
        await records.Ready.Within();
        Assert.True((await records.CreateAsync("tea", "x")).IsDone);
        Assert.Single(server.Log.Errors, entry => entry.Text.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Applications_WithOtherPrefixes_ShareNothing()
    {
        await using var backend = await PostgresBackends.OpenAsync(postgres, static options => options.ChannelPrefix = "one");
        await using var other = await PostgresBackends.OpenAsync(postgres, static options => options.ChannelPrefix = "other");

        await CreateAsync(backend, "tea");
        await backend.History.AppendAsync("/", "tea", [Event("x")], _options);

        Assert.Empty((await other.Records.ReadAsync("/", default, 10)).Changes);
        Assert.Empty((await other.History.ReadAsync("/", "tea", new HistoryQuery(10), _options)).Entries);
    }

    private static async Task<HealthReportEntry> HealthAsync(TestServer server) =>
        (await server.App.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["sockeye-postgres-rooms"];

    private static async Task<PostgresInstance> NewAsync()
    {
        var own = new PostgresInstance();
        await own.InitializeAsync();
        return own;
    }

    private static ClusterPayload Event(string text) => new(Encoding.UTF8.GetBytes($"[\"{text}\"]"), []);

    private static async Task<StoredChange> CreateAsync(RoomBackend backend, string room)
    {
        var result = await backend.Records.WriteAsync("/", new RecordWrite(RecordWriteKind.Create, room) { Value = "1"u8.ToArray() }, Limits);
        Assert.Equal(RecordWriteStatus.Done, result.Status);
        return result.Change!;
    }
}
