using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye.Postgres.Tests;

/// <summary>What is wrong is said where it is set.</summary>
public sealed class OptionsTests
{
    private const string Somewhere = "Host=localhost;Username=nobody";

    public static TheoryData<Action<PostgresAdapterOptions>> Wrong => new(
        static options => options.ChannelPrefix = string.Empty,
        static options => options.ChannelPrefix = new string('x', 25),
        static options => options.ChannelPrefix = "a\0b",
        static options => options.TableName = string.Empty,
        static options => options.TableName = "x; DROP TABLE y",
        static options => options.TableName = "a.b.c",
        static options => options.TableName = "\"a",
        static options => options.RoomTableName = "x; DROP TABLE y",
        static options => options.RoomTableName = new string('x', 49),
        static options => options.PayloadThreshold = -1,
        static options => options.PayloadThreshold = 8001,
        static options => options.CleanupInterval = TimeSpan.Zero,
        static options => options.MaxPendingPublishes = 0,
        static options => options.MaxPendingPublishBytes = 0,
        static options => options.HeartbeatInterval = TimeSpan.Zero,
        static options => options.HeartbeatTimeout = TimeSpan.FromSeconds(5),
        static options => options.RequestTimeout = TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void AddPostgres_AWrongOption_IsRefused(Action<PostgresAdapterOptions> configure) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddSocketIO().AddPostgres(Somewhere, configure));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Host=x;Nonsense=y")]
    public void AddPostgres_WhatIsNoConnectionString_IsRefused(string connectionString) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddSocketIO().AddPostgres(connectionString));

    [Theory]
    [InlineData("attachments")]
    [InlineData("my_schema.attachments")]
    [InlineData("\"My Schema\".\"At\"\"tachments\"")]
    [InlineData("été$1")]
    public void Validate_ANameOfATable_IsTaken(string name) => new PostgresAdapterOptions { TableName = name }.Validate();

    [Theory]
    [InlineData("rooms", "rooms_records")]
    [InlineData("my_schema.rooms", "my_schema.rooms_records")]
    [InlineData("\"My Schema\".\"Ro\"\"oms\"", "\"My Schema\".\"Ro\"\"oms_records\"")]
    [InlineData("\"a.b\"", "\"a.b_records\"")]
    public void RoomTables_OfAName_StandBesideIt(string name, string records) => Assert.Equal(records, new RoomTables(name).Records.ToString());

    [Theory]
    [InlineData("Rooms; DROP TABLE y")]
    [InlineData("\"a\".\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"")]
    public void AddPostgresRooms_AWrongName_IsRefused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddSocketIO().AddPostgresRooms(Somewhere, options => options.TableName = name));

    [Fact]
    public async Task Options_OfTheContainer_AreThoseOfTheServersName_AndTheDelegateIsLast()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddPostgres(Somewhere, static options => options.TableName = "in_code");
        services.AddSocketIO("devices").AddPostgres(Somewhere);
        services.AddSocketIO("rooms").AddPostgresRooms(Somewhere);
        services.Configure<PostgresAdapterOptions>(static options => (options.ChannelPrefix, options.TableName) = ("of_all", "of_all"));
        services.Configure<PostgresAdapterOptions>("devices", static options => options.ChannelPrefix = "of_the_name");
        services.Configure<PostgresRoomOptions>("rooms", static options => options.ChannelPrefix = "of_rooms");
        await using var provider = services.BuildServiceProvider();

        var first = provider.GetRequiredKeyedService<PostgresAdapterOptions>(string.Empty);
        Assert.Equal(("of_all", "in_code"), (first.ChannelPrefix, first.TableName));
        Assert.Equal("of_the_name", provider.GetRequiredKeyedService<PostgresAdapterOptions>("devices").ChannelPrefix);
        Assert.Equal("of_rooms", provider.GetRequiredKeyedService<PostgresRoomOptions>("rooms:rooms").ChannelPrefix);
    }

    [Fact]
    public async Task Options_OfTheContainer_ThatAreWrong_AreRefusedWhenTheServerIsMade()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddPostgres(Somewhere);
        services.Configure<PostgresAdapterOptions>(static options => options.ChannelPrefix = string.Empty);
        await using var provider = services.BuildServiceProvider();

        Assert.ThrowsAny<ArgumentException>(() => provider.GetRequiredService<SocketIOServer>());
    }

    [Fact]
    public void AddPostgres_AddsAHealthCheck()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddPostgres(Somewhere);
        services.AddSocketIO("devices").AddPostgres(Somewhere);

        using var provider = services.BuildServiceProvider();
        var checks = provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;
        Assert.Equal(["sockeye-postgres", "sockeye-postgres-devices"], checks.Select(static check => check.Name));
    }
}
