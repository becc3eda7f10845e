using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Servers on one Redis keep one history.</summary>
public sealed class HistoryTests
{
    private const string TeaKey = "socket.io-rooms:history:{1:/:tea}";

    [Theory]
    [InlineData(AdapterKind.PubSub)]
    [InlineData(AdapterKind.Sharded)]
    [InlineData(AdapterKind.Streams)]
    public async Task Emit_OnTwoServers_IsReadAlikeOnBoth(AdapterKind kind)
    {
        const int Each = 100;
        await using var redis = await RedisServer.StartAsync();
        await using var here = await HistoryServer.StartAsync(redis, kind: kind);
        await using var there = await HistoryServer.StartAsync(redis, kind: kind);
        await using var a = await here.JoinAsync();
        await using var b = await there.JoinAsync();

        await Task.WhenAll(new[] { here, there }.SelectMany((server, sender) => Enumerable.Range(0, 4).Select(talker => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await server.History.EmitAsync("tea", "m", sender, talker, i);
            }
        })))).Within();

        var onA = await HearAsync(a, 8 * Each);
        var onB = await HearAsync(b, 8 * Each);
        var read = await Task.WhenAll(here.History.ReadAsync("tea", last: 1000), there.History.ReadAsync("tea", last: 1000));
        var offsets = read[0].Messages.Select(static message => message.Offset).ToArray();
        Assert.Equal(8 * Each, offsets.Length);
        Assert.Equal(offsets, read[1].Messages.Select(static message => message.Offset));
        Assert.Equal(offsets.Order(StringComparer.Ordinal), offsets);
        var texts = read[0].Messages.Select(static message => (message.Offset, message.Arguments.Get<int>(0), message.Arguments.Get<int>(1), message.Arguments.Get<int>(2)));
        foreach (var heard in new[] { onA, onB })
        {
            Assert.Equal(texts, heard.Select(static message => (message.Offset, message.Sender, message.Talker, message.Number)).OrderBy(static message => message.Offset, StringComparer.Ordinal));
            Assert.All(heard.GroupBy(static message => message.Sender), static sender =>
                Assert.Equal(sender.Select(static message => message.Offset).Order(StringComparer.Ordinal), sender.Select(static message => message.Offset)));
        }
    }

    [Fact]
    public async Task Read_FromRedis_GivesWhatWasSent()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await HistoryServer.StartAsync(redis);
        await using var there = await HistoryServer.StartAsync(redis);
        var before = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        await here.History.EmitAsync("tea", "m", new byte[] { 1, 2 }, "é \ud83c\udf75 \n\0", Array.Empty<byte>(), 1.5, new { bytes = new byte[70_000] });
        await here.History.AppendAsync("tea", "nothing");

        var messages = (await there.History.ReadAsync("tea")).Messages;
        Assert.Equal(["m", "nothing"], messages.Select(static message => message.EventName));
        var arguments = messages[0].Arguments;
        Assert.Equal([1, 2], arguments.Get<byte[]>(0));
        Assert.Equal("é \ud83c\udf75 \n\0", arguments.Get<string>(1));
        Assert.Empty(arguments.Get<byte[]>(2)!);
        Assert.Equal(1.5, arguments.Get<double>(3));
        Assert.Equal(70_000, arguments.Attachments[2].Length);
        Assert.Equal(0, messages[1].Arguments.Count);
        Assert.InRange(messages[0].Time, before, before + Waiting.Limit);
    }

    [Fact]
    public async Task Read_ForwardsAndBackwards_GivesEachMessageOnce()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        var history = server.History;
        var offsets = await FillAsync(history, 150);

        var last = await history.ReadAsync("tea", last: 70);
        var all = Offsets(last).ToList();
        for (var page = last; page.HasMore;)
        {
            page = await history.ReadAsync("tea", before: all[0], limit: 11);
            all.InsertRange(0, Offsets(page));
        }

        Assert.Equal(offsets, all);
        all = [offsets[0]];
        for (var hasMore = true; hasMore;)
        {
            var page = await history.ReadAsync("tea", since: all[^1], limit: 90);
            Assert.False(page.IsTruncated);
            all.AddRange(Offsets(page));
            hasMore = page.HasMore;
        }

        Assert.Equal(offsets, all);
        Assert.Empty(Offsets(await history.ReadAsync("tea", before: "0-0")));
        Assert.Equal(offsets[..5], Offsets(await history.ReadAsync("tea", since: "0-0", limit: 5)));
        Assert.Empty(Offsets(await history.ReadAsync("tea", since: "18446744073709551615-18446744073709551615")));
    }

    [Fact]
    public async Task Room_OverItsBounds_GivesUpTheOldestMessages()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis, static options => options.MaxMessages = 10);
        var history = server.History;

        var offsets = await FillAsync(history, 25);

        Assert.Equal(10, (int)await redis.ExecuteAsync("XLEN", TeaKey));
        Assert.Equal(offsets[15..], Offsets(await history.ReadAsync("tea")));
        Assert.True((await history.ReadAsync("tea", since: offsets[14])).IsTruncated);
        Assert.False((await history.ReadAsync("tea", since: offsets[15])).IsTruncated);
        Assert.False((await history.ReadAsync("tea", since: offsets[24])).IsTruncated);
    }

    [Fact]
    public async Task Delete_ForgetsTheRoomAndNoOffsetComesAgain()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        var history = server.History;
        var offsets = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            offsets.Add(await history.AppendAsync("tea", "m"));
            await history.DeleteAsync("tea");
        }

        Assert.Equal(offsets.Distinct().Order(StringComparer.Ordinal), offsets);
        Assert.Empty(Offsets(await history.ReadAsync("tea")));
        Assert.True((await history.ReadAsync("tea", since: offsets[^1])).IsTruncated);
        Assert.InRange((long)await redis.ExecuteAsync("PTTL", TeaKey), 1, 60_000);
        await history.DeleteAsync("unknown");
        Assert.Equal(0, (int)await redis.ExecuteAsync("EXISTS", TeaKey.Replace("tea", "unknown", StringComparison.Ordinal)));
        await history.AppendAsync("tea", "m");
        Assert.InRange((long)await redis.ExecuteAsync("PTTL", TeaKey), 60_001, long.MaxValue);
    }

    [Fact]
    public async Task Messages_TooOld_AreGone()
    {
        await using var redis = await RedisServer.StartAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await HistoryServer.StartAsync(redis, static options => options.MaxAge = TimeSpan.FromMinutes(10), time: time);
        var history = server.History;
        var offset = await history.AppendAsync("tea", "m");
        Assert.InRange((long)await redis.ExecuteAsync("PTTL", TeaKey), 590_000, 600_000);
        Assert.Equal([offset], Offsets(await history.ReadAsync("tea")));

        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Empty(Offsets(await history.ReadAsync("tea")));
        Assert.Empty(Offsets(await history.ReadAsync("tea", since: "0-0")));
        Assert.True((await history.ReadAsync("tea", since: offset)).IsTruncated);
    }

    [Fact]
    public async Task Room_WithoutMessagesForLong_IsForgottenByRedis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis, static options => options.MaxAge = TimeSpan.FromMilliseconds(50));

        await server.History.AppendAsync("tea", "m");

        await Cluster.UntilAsync(Cluster.Recovery, async () => (int)await redis.ExecuteAsync("EXISTS", TeaKey) == 0);
    }

    [Fact]
    public async Task Names_OfAnyKind_AreRoomsOfTheirOwn()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        await using var other = await HistoryServer.StartAsync(redis, prefix: "socket.*");
        string[] rooms =
        [
            "", "a", "A", "a ", "a:b", ":", "#", "*", "?", "[a]", "{a}", "}", "{", "a}b{c", "é", "e\u0301", "\ud83c\udf75", "\0", "\r\n$1\r\n", new string('x', 1024), new string('x', 1023) + "y",
        ];
        foreach (var room in rooms)
        {
            await server.History.AppendAsync(room, "m", room);
        }

        var colon = server.Server.IO.Of("/a:").UseHistory();
        var noColon = server.Server.IO.Of("/a").UseHistory();
        await colon.AppendAsync("b", "m", "/a: b");
        await noColon.AppendAsync(":b", "m", "/a :b");

        foreach (var room in rooms)
        {
            Assert.Equal(room, Assert.Single((await server.History.ReadAsync(room)).Messages).Arguments.Get<string>(0));
            Assert.Empty((await other.History.ReadAsync(room)).Messages);
        }

        Assert.Equal("/a: b", Assert.Single((await colon.ReadAsync("b")).Messages).Arguments.Get<string>(0));
        Assert.Equal("/a :b", Assert.Single((await noColon.ReadAsync(":b")).Messages).Arguments.Get<string>(0));
    }

    private static async Task<string[]> FillAsync(RoomHistory history, int count)
    {
        var offsets = new string[count];
        for (var i = 0; i < count; i++)
        {
            offsets[i] = await history.AppendAsync("tea", "m", i);
        }

        return offsets;
    }

    private static IEnumerable<string> Offsets(RoomMessagePage page) => page.Messages.Select(static message => message.Offset);

    private static async Task<List<(int Sender, int Talker, int Number, string Offset)>> HearAsync(TestClient client, int count)
    {
        var heard = new List<(int, int, int, string)>();
        while (heard.Count < count)
        {
            var packet = JsonElement.Parse((await client.ReceiveAsync())[2..]);
            heard.Add((packet[1].GetInt32(), packet[2].GetInt32(), packet[3].GetInt32(), packet[4].GetString()!));
        }

        return heard;
    }
}
