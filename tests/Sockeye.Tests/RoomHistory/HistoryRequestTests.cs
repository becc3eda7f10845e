using System.Text.Json;

namespace Sockeye.Tests.History;

/// <summary>What clients ask for with <c>history:read</c>.</summary>
public sealed class HistoryRequestTests
{
    public static TheoryData<string> Hostile => new(
        """["history:read"]""",
        """["history:read",null]""",
        """["history:read",5]""",
        """["history:read",["tea"]]""",
        """["history:read",{"room":"tea"}]""",
        """["history:read","tea",5]""",
        """["history:read","tea",[]]""",
        """["history:read","tea","last"]""",
        """["history:read","tea",{"last":0}]""",
        """["history:read","tea",{"last":-1}]""",
        """["history:read","tea",{"last":1.5}]""",
        """["history:read","tea",{"last":1e99}]""",
        """["history:read","tea",{"last":"5"}]""",
        """["history:read","tea",{"limit":{}}]""",
        """["history:read","tea",{"since":5}]""",
        """["history:read","tea",{"since":""}]""",
        """["history:read","tea",{"since":"\ud800"}]""",
        """["history:read","tea",{"since":"1-1-1"}]""",
        """["history:read","tea",{"since":"99999999999999999999999999999999999999999999999-1"}]""",
        """["history:read","tea",{"before":"-"}]""",
        """["history:read","tea",{"before":"(1-1"}]""",
        """["history:read","tea",{"before":"1-1","since":"1-1"}]""",
        """["history:read","tea",{"last":1,"since":"1-1"}]""");

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Read_OfWhatMakesNoSense_IsAnswered(string request)
    {
        await using var scene = await Scene.StartAsync(1, static io => io.MainNamespace.UseHistory());
        await scene[0].JoinAsync("tea");

        await scene.Clients[0].SendAsync("42" + request, "421" + request);

        var answer = await scene.Clients[0].ReceiveAsync();
        Assert.StartsWith("""431[{"error":{"message":""", answer, StringComparison.Ordinal);
        Assert.EndsWith(""","data":{"code":"E_INVALID"}}}]""", answer, StringComparison.Ordinal);
        await scene.Clients[0].SendAsync("""422["history:read","tea"]""");
        await scene.Clients[0].ExpectAsync("""432[{"room":"tea","messages":[],"more":false,"truncated":false}]""");
    }

    [Fact]
    public async Task Read_ByMembers_GivesPages()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(2, io => history = io.MainNamespace.UseHistory(), fakeTime: true);
        await scene[0].JoinAsync("tea");
        var offsets = await HistoryReadTests.FillAsync(history, 4);
        var time = scene.Server.Time.GetUtcNow().ToUnixTimeMilliseconds();
        string Messages(params int[] numbers) => string.Join(
            ',', numbers.Select(number => $$"""{"offset":"{{offsets[number]}}","time":{{time}},"event":"message","args":[{{number}}]}"""));

        await scene.Clients[0].SendAsync(
            """421["history:read","tea",{"last":2}]""",
            $$"""422["history:read","tea",{"since":"{{offsets[0]}}","limit":2,"last":null}]""",
            $$"""423["history:read","tea",{"before":"{{offsets[1]}}"}]""",
            """424["history:read","tea",{"since":"0-1","limit":1}]""",
            """425["history:read","coffee"]""");

        await scene.Clients[0].ExpectAsync(
            $$"""431[{"room":"tea","messages":[{{Messages(2, 3)}}],"more":true,"truncated":false}]""",
            $$"""432[{"room":"tea","messages":[{{Messages(1, 2)}}],"more":true,"truncated":false}]""",
            $$"""433[{"room":"tea","messages":[{{Messages(0)}}],"more":false,"truncated":false}]""",
            $$"""434[{"room":"tea","messages":[{{Messages(0)}}],"more":true,"truncated":true}]""",
            """435[{"error":{"message":"not in the room","data":{"code":"E_NOT_IN_ROOM"}}}]""");
        await scene.Clients[1].SendAsync("""421["history:read","tea"]""");
        await scene.Clients[1].ExpectAsync("""431[{"error":{"message":"not in the room","data":{"code":"E_NOT_IN_ROOM"}}}]""");
    }

    [Fact]
    public async Task Read_WhereThereArePermissions_AsksThem()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(1, io =>
        {
            history = io.MainNamespace.UseHistory();
            io.MainNamespace.RoomGate = new TestGate(static (room, access) => access == RoomAccess.History && room == "public");
        });
        scene.Namespace.Table.Join(scene[0], "vip");

        await scene.Clients[0].SendAsync("""421["history:read","public"]""");
        await scene.Clients[0].ExpectAsync("""431[{"room":"public","messages":[],"more":false,"truncated":false}]""");
        await scene.Clients[0].SendAsync("""422["history:read","vip"]""");
        await scene.Clients[0].ExpectAsync("""432[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""");
    }

    [Fact]
    public async Task Read_WhileTheStoreIsAway_IsAnswered()
    {
        var store = new TestHistoryStore { IsAway = true };
        await using var server = await TestServer.StartAsync(static io => io.MainNamespace.UseHistory(), services: store.Services);
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");

        await client.SendAsync("""421["history:read","tea"]""");

        await client.ExpectAsync("""431[{"error":{"message":"the store does not answer at the moment","data":{"code":"E_UNAVAILABLE"}}}]""");
    }

    [Fact]
    public async Task Read_OfBinaryValues_FitsIntoAPacketThatClientsTake()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(1, io => history = io.MainNamespace.UseHistory());
        await scene[0].JoinAsync("tea");
        for (var i = 0; i < 8; i++)
        {
            await history.AppendAsync("tea", "m", new byte[] { (byte)i }, i, new { nested = new byte[] { (byte)(100 + i) } });
        }

        await scene.Clients[0].SendAsync("""421["history:read","tea"]""");

        var text = await scene.Clients[0].ReceiveAsync();
        Assert.StartsWith("4610-1[", text, StringComparison.Ordinal);
        var answer = JsonElement.Parse(text[6..])[0];
        Assert.True(answer.GetProperty("more").GetBoolean());
        var messages = answer.GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(5, messages.Length);
        foreach (var (message, i) in messages.Select(static (message, i) => (message, i)))
        {
            Assert.Equal($$$"""[{"_placeholder":true,"num":{{{2 * i}}}},{{{i + 3}}},{"nested":{"_placeholder":true,"num":{{{(2 * i) + 1}}}}}]""", message.GetProperty("args").GetRawText());
            Assert.Equal([(byte)(i + 3)], await scene.Clients[0].ReceiveBinaryAsync());
            Assert.Equal([(byte)(103 + i)], await scene.Clients[0].ReceiveBinaryAsync());
        }
    }

    [Theory]
    [InlineData("""{"_placeholder":true,"num":0}""")]
    [InlineData("""{"_placeholder":true,"num":99}""")]
    [InlineData("""{"a":[{"num":0,"\u005fplaceholder":true}]}""")]
    public async Task Read_OfWhatOnlyLooksBinary_KeepsItApart(string fake)
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(1, io => history = io.MainNamespace.UseHistory());
        await scene[0].JoinAsync("tea");
        scene[0].On("say", async (IncomingEvent said) => await history.AppendAsync("tea", "m", said.Arguments));
        await scene.Clients[0].SendAsync($"""42["say",{fake}]""");
        await scene.Clients[0].DrainAsync();
        await history.AppendAsync("tea", "m", new byte[] { 1 });
        await history.AppendAsync("tea", "m", "text");
        var offsets = (await history.ReadAsync("tea", since: "0-0")).Messages;

        await scene.Clients[0].SendAsync("""421["history:read","tea"]""");
        Assert.StartsWith("461-1[", await scene.Clients[0].ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal([1], await scene.Clients[0].ReceiveBinaryAsync());
        await scene.Clients[0].SendAsync($$"""422["history:read","tea",{"since":"0-0"}]""");

        var answer = await scene.Clients[0].ReceiveAsync();
        Assert.Contains($"\"args\":[{fake}]", answer, StringComparison.Ordinal);
        Assert.EndsWith("""}],"more":true,"truncated":true}]""", answer, StringComparison.Ordinal);
        Assert.Single(offsets);
    }
}
