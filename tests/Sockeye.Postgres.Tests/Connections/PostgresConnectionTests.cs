using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Postgres.Connections;
using Sockeye.Postgres.Diagnostics;
using Sockeye.Postgres.Tests.Support;
using Cluster = Sockeye.Redis.Tests.Support.Messages;

namespace Sockeye.Postgres.Tests.Connections;

/// <summary>The table of attachments, and what is said when Postgres goes and comes back.</summary>
public sealed class PostgresConnectionTests(PostgresInstance postgres) : IClassFixture<PostgresInstance>
{
    [Fact]
    public async Task CreateTable_ManyServersAtOnce_MakeItOnce()
    {
        var connections = Enumerable.Range(0, 10).Select(_ => Start(static options => (options.TableName, options.CreateTable) = ("made_at_once", true))).ToArray();

        // What is sent waits for the table.
        await Task.WhenAll(connections.Select(static connection => connection.Publisher.PublishAsync(Cluster.Binary).AsTask()));

        Assert.Equal(10, await postgres.QueryAsync<long>("SELECT count(*) FROM made_at_once"));
        await Task.WhenAll(connections.Select(static connection => connection.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task CreateTable_ByDefault_MakesNone()
    {
        await using var connection = Start(static options => options.TableName = "not_made");

        await Assert.ThrowsAsync<ClusterPublishException>(() => connection.Publisher.PublishAsync(Cluster.Binary).AsTask());

        await connection.Publisher.PublishAsync(Cluster.Hello);
        Assert.True(await postgres.QueryAsync<bool>("SELECT to_regclass('not_made') IS NULL"));
    }

    [Fact]
    public async Task CleanUp_AfterTheInterval_DeletesWhatIsOlder()
    {
        await postgres.ExecuteAsync("CREATE TABLE old_and_new (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)");
        await postgres.ExecuteAsync("INSERT INTO old_and_new (created_at) VALUES (now() - interval '31 seconds'), (now())");
        var time = new FakeTimeProvider();
        await using var connection = Start(static options => options.TableName = "old_and_new", time);

        await UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return await postgres.QueryAsync<long>("SELECT count(*) FROM old_and_new") == 1;
        });

        Assert.True(await postgres.QueryAsync<bool>("SELECT created_at > now() - interval '30 seconds' FROM old_and_new"));
    }

    [Fact]
    public async Task ReadAttachment_ThatIsMissingOrTooLarge_GivesNothing()
    {
        await postgres.ExecuteAsync("CREATE TABLE sizes (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)");
        await postgres.ExecuteAsync("INSERT INTO sizes (payload) VALUES (decode(repeat('00', 1000), 'hex')), (decode(repeat('00', 1001), 'hex')), (NULL)");
        await using var connection = Start(static options => (options.TableName, options.MaxPendingPublishBytes) = ("sizes", 1000));

        var sizes = new List<int?>();
        for (var id = 1; id <= 4; id++)
        {
            (await connection.Attachments.ReadAsync(id, attachment => sizes.Add(attachment?.Length)))();
        }

        Assert.Equal([1000, null, null, null], sizes);
    }

    [Fact]
    public async Task Health_WhilePostgresIsAway_IsDegraded()
    {
        await using var own = new PostgresInstance();
        await own.InitializeAsync();
        await using var connection = Start(own, static _ => { }, TimeProvider.System);
        var check = new PostgresHealthCheck(connection);
        async Task<bool> IsAsync(HealthStatus status) => (await check.CheckHealthAsync(new HealthCheckContext())).Status == status;
        await UntilAsync(() => IsAsync(HealthStatus.Healthy));

        await own.EndAsync();
        await UntilAsync(() => IsAsync(HealthStatus.Degraded));
        await Assert.ThrowsAsync<ClusterPublishException>(() => connection.Publisher.PublishAsync(Cluster.Hello).AsTask());

        await own.StartAsync();
        await UntilAsync(() => IsAsync(HealthStatus.Healthy));
        await connection.Publisher.PublishAsync(Cluster.Hello);
    }

    [Fact]
    public async Task Publish_WhilePostgresHangs_WaitsWithinTheBound_AndHealthIsDegraded()
    {
        await using var own = new PostgresInstance();
        await own.InitializeAsync();
        await using var connection = Start(own, static options => options.MaxPendingPublishes = 10, TimeProvider.System);
        var check = new PostgresHealthCheck(connection);
        async Task<bool> IsAsync(HealthStatus status) => (await check.CheckHealthAsync(new HealthCheckContext())).Status == status;
        await UntilAsync(() => IsAsync(HealthStatus.Healthy));

        await own.FreezeAsync();
        var waiting = Enumerable.Range(0, 10).Select(_ => connection.Publisher.PublishAsync(Cluster.Hello).AsTask()).ToArray();
        await Assert.ThrowsAsync<ClusterPublishException>(() => connection.Publisher.PublishAsync(Cluster.Hello).AsTask());
        Assert.True(await IsAsync(HealthStatus.Degraded));
        Assert.All(waiting, static publishing => Assert.False(publishing.IsCompleted));

        await own.ThawAsync();
        await Task.WhenAll(waiting);
        await UntilAsync(() => IsAsync(HealthStatus.Healthy));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private PostgresConnection Start(Action<PostgresAdapterOptions> configure, TimeProvider? time = null) => Start(postgres, configure, time ?? TimeProvider.System);

    private static PostgresConnection Start(PostgresInstance postgres, Action<PostgresAdapterOptions> configure, TimeProvider time)
    {
        var options = new PostgresAdapterOptions();
        configure(options);
        options.Validate();
        return new PostgresConnection(PostgresSource.From(postgres.ConnectionString), options.ToSettings(), time, NullLoggerFactory.Instance);
    }
}
