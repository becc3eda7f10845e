using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Postgres.Tests.Support;
using Cluster = Sockeye.Redis.Tests.Support.Messages;

namespace Sockeye.Postgres.Tests.Connections;

/// <summary>What becomes of messages on their way to Postgres.</summary>
public sealed class PostgresPublisherTests(PostgresInstance postgres) : IClassFixture<PostgresInstance>
{
    private static ClusterMessage Binary(int size = 3) =>
        Cluster.Of(ClusterMessageType.Broadcast) with { Payload = Cluster.Json("""["e",{"_placeholder":true,"num":0}]""", new byte[size]) };

    [Fact]
    public async Task Publish_WhatPostgresRefuses_FailsAloneAmongMany()
    {
        await using var publisher = Start("no_such_table");

        var sent = Enumerable.Range(0, 50).Select(i => publisher.PublishAsync(i % 5 == 0 ? Binary() : Cluster.Hello).AsTask()).ToArray();
        await Task.WhenAll(sent).ContinueWith(static _ => { }, TaskScheduler.Default);

        for (var i = 0; i < sent.Length; i++)
        {
            if (i % 5 == 0)
            {
                Assert.Contains("no_such_table", (await Assert.ThrowsAsync<ClusterPublishException>(() => sent[i])).Message, StringComparison.Ordinal);
            }
            else
            {
                await sent[i];
            }
        }
    }

    [Fact]
    public async Task Publish_OneThatTheDatabaseCannotHold_FailsAloneAmongMany()
    {
        await postgres.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString.Replace("Database=postgres", "Database=latin", StringComparison.Ordinal));
        await using var publisher = Start("no_such_table", database: database);
        var emoji = Cluster.Of(ClusterMessageType.Broadcast) with { Payload = Cluster.Json("""["e","😀"]""") };

        var sent = Enumerable.Range(0, 50).Select(i => publisher.PublishAsync(i % 5 == 0 ? emoji : Cluster.Hello).AsTask()).ToArray();
        await Task.WhenAll(sent).ContinueWith(static _ => { }, TaskScheduler.Default);

        Assert.All(sent.Index(), static message => Assert.Equal(message.Index % 5 == 0, message.Item.IsFaulted));
        Assert.Contains("LATIN1", (await Assert.ThrowsAsync<ClusterPublishException>(() => sent[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_EqualMessagesAtOnce_AreNotifiedEachForItself()
    {
        await using var listener = await postgres.DataSource.OpenConnectionAsync();
        var payloads = new List<string>();
        listener.Notification += (_, notification) => payloads.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN \"socket.io#/\"", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        await using var publisher = Start("no_such_table");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => publisher.PublishAsync(Cluster.Hello).AsTask()));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (payloads.Count < 100)
        {
            await listener.WaitAsync(limit.Token);
        }

        Assert.Single(payloads.Distinct());
    }

    [Fact]
    public async Task Publish_MoreThanTheBound_IsRefusedAtOnce()
    {
        await using var publisher = Start("no_such_table", maxBytes: 10_000);

        var refused = await Assert.ThrowsAsync<ClusterPublishException>(() => publisher.PublishAsync(Binary(20_000)).AsTask());

        Assert.Contains("Too many messages", refused.Message, StringComparison.Ordinal);
        await publisher.PublishAsync(Cluster.Hello);
    }

    [Fact]
    public async Task Publish_AfterTheEnd_Fails()
    {
        var publisher = Start("no_such_table");
        await publisher.PublishAsync(Cluster.Hello);
        await publisher.DisposeAsync();

        await Assert.ThrowsAsync<ClusterPublishException>(() => publisher.PublishAsync(Cluster.Hello).AsTask());
    }

    private PostgresPublisher Start(string table, long maxBytes = 1_000_000, NpgsqlDataSource? database = null) => new(
        PostgresSource.From(database ?? postgres.DataSource),
        PublisherSettings.Validated("socket.io", table, 8000, 1000, maxBytes),
        static (_, _) => Task.CompletedTask,
        TimeProvider.System,
        NullLogger.Instance);
}
