using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sockeye.Postgres.Tests.Support;

namespace Sockeye.Postgres.Tests;

/// <summary>Servers of this process that share a Postgres.</summary>
public sealed class ClusterTests(PostgresInstance postgres) : IClassFixture<PostgresInstance>
{
    private const int Reloads = 500;

    [Fact]
    public async Task Namespace_ClosedAndMadeAgain_HearsOtherServers()
    {
        await using var here = await StartAsync("recreation", static io => io.Of("/n"));
        await using var there = await StartAsync("recreation", static io => io.Of(static (name, _) => name == "/n"));
        await using var one = await there.OpenAsync();
        await using var other = await there.OpenAsync();
        await one.JoinAsync("/n");
        var (leaver, joiner) = (one, other);

        for (var i = 0; i < Reloads; i++)
        {
            await joiner.DrainAsync(); // it may have heard the last probe before it left
            await Task.WhenAll(leaver.SendAsync("41/n,"), joiner.JoinAsync("/n"));
            await here.IO.Of("/n").EmitAsync("probe", i);
            await joiner.ExpectAsync($"42/n,[\"probe\",{i}]");
            (leaver, joiner) = (joiner, leaver);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddPostgres_OfTheServices_JoinsTheCluster(bool text)
    {
        void Add(IServiceCollection services)
        {
            var builder = services.AddSingleton(postgres.DataSource).AddSocketIO();
            _ = text
                ? builder.AddPostgres(_ => postgres.ConnectionString).AddPostgresRooms(_ => postgres.ConnectionString)
                : builder.AddPostgres(static provider => provider.GetRequiredService<NpgsqlDataSource>()).AddPostgresRooms(static provider => provider.GetRequiredService<NpgsqlDataSource>());
            services.Configure<PostgresAdapterOptions>(static options => options.ChannelPrefix = "services");
        }

        await using (var here = await TestServer.StartAsync(services: Add))
        await using (var there = await StartAsync("services"))
        {
            await using var client = await there.ConnectAsync();

            Assert.Equal(client.Id, Assert.Single(await here.IO.FetchSocketsAsync().Within()).Id);
        }

        // The application's data source stays its own.
        await using var connection = await postgres.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FetchSockets_RightAfterTheStart_KnowsTheOtherServers()
    {
        await using var there = await StartAsync("start");
        await using var client = await there.ConnectAsync();

        for (var i = 0; i < 8; i++)
        {
            await using var here = await StartAsync("start");
            var found = await here.IO.FetchSocketsAsync().Within();

            Assert.Equal(client.Id, Assert.Single(found).Id);
            Assert.True(found.IsComplete);
        }
    }

    [Fact]
    public async Task Standby_ThatRefusesToListen_IsListenedToWhenItIsPromoted()
    {
        await using var own = new PostgresInstance();
        await own.InitializeAsync();
        await own.EndAsync();
        await own.StartAsync(asStandby: true);
        await using var here = await TestServer.StartAsync(services: services => services.AddSocketIO().AddPostgres(own.ConnectionString));
        await using var there = await TestServer.StartAsync(services: services => services.AddSocketIO().AddPostgres(own.ConnectionString));
        await using var client = await there.ConnectAsync();
        Assert.False((await here.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync().Within()).IsComplete);

        await own.ExecuteAsync("SELECT pg_promote()");
        for (var clock = Stopwatch.StartNew(); await there.IO.MainNamespace.ServerCountAsync() < 2; await Task.Delay(10))
        {
            Assert.True(clock.Elapsed < Waiting.Limit);
        }

        await here.IO.EmitAsync("hello", 1);
        await client.ExpectAsync("42[\"hello\",1]");
    }

    [Fact]
    public async Task Namespace_ThatTheDatabaseCannotName_IsRefusedOnce_AndTheOthersWork()
    {
        await postgres.ExecuteAsync("CREATE DATABASE latin_names ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        await using var here = await StartAsync("latin", SetUp, "latin_names");
        await using var there = await StartAsync("latin", SetUp, "latin_names");
        here.Log.Expect("/😀");
        there.Log.Expect("/😀");
        await using var a = await there.ConnectAsync("/😀");
        await using var b = await there.ConnectAsync("/plain");

        await here.IO.Of("/plain").EmitAsync("hello", 1);
        await b.ExpectAsync("42/plain,[\"hello\",1]");
        await there.IO.Of("/😀").Local.EmitAsync("here", 2);
        await a.ExpectAsync("42/😀,[\"here\",2]");
        Assert.Single(there.Log.Errors);

        // Nobody can be asked, which is known at once.
        Assert.False((await there.IO.Of("/😀").Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync().Within()).IsComplete);

        static void SetUp(SocketIOServer io)
        {
            io.Of("/plain");
            io.Of("/😀");
        }
    }

    private Task<TestServer> StartAsync(string prefix, Action<SocketIOServer>? io = null, string database = "postgres") => TestServer.StartAsync(
        io,
        services: services => services.AddSocketIO().AddPostgres(
            postgres.ConnectionString.Replace("Database=postgres", $"Database={database}", StringComparison.Ordinal),
            options => options.ChannelPrefix = prefix));
}
