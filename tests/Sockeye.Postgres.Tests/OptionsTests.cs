using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

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
