using System.Text.Json;
using Sockeye.Testing;

namespace Sockeye.Tests.Sockets;

public sealed class SocketDataTests
{
    [Fact]
    public async Task Data_SetAndGet_GivesAnyTypeItsJsonCanBeReadAs()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        var data = fake.Socket.Data;

        Assert.True(data.IsEmpty);
        Assert.Equal("{}", data.ToJson().GetRawText());
        Assert.Null(data.Get<Profile>());

        data.Set(new Profile("ann", 3));

        Assert.False(data.IsEmpty);
        Assert.Equal(new Profile("ann", 3), data.Get<Profile>());
        Assert.Equal(3, data.Get<Dictionary<string, JsonElement>>()!["level"].GetInt32());
        Assert.Equal("""{"name":"ann","level":3}""", data.ToJson().GetRawText());
        Assert.Throws<JsonException>(() => data.Get<int>());

        data.Set(JsonElement.Parse("""{"name":"bob","level":4}"""));

        Assert.Equal(new Profile("bob", 4), data.Get<Profile>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_OfAFetchedSocket_IsReadAsAnyType(bool elsewhere)
    {
        var cluster = new LoopbackCluster();
        await using var server = await TestServer.StartAsync(services: cluster.Services);
        await using var other = await TestServer.StartAsync(services: cluster.Services);
        await using var client = await server.ConnectAsync();
        var emitter = elsewhere ? other.IO : server.IO;

        var before = Assert.Single(await emitter.FetchSocketsAsync());
        server.IO.Sockets[client.Id].Data.Set(new Profile("ann", 3));
        var after = Assert.Single(await emitter.FetchSocketsAsync());

        Assert.Null(before.GetData<Profile>());
        Assert.Equal(0, before.GetData<int>());
        Assert.Equal(elsewhere, after.Local is null);
        Assert.Equal(new Profile("ann", 3), after.GetData<Profile>());
        Assert.Throws<JsonException>(() => after.GetData<int>());
    }

    [Fact]
    public async Task Items_OfASocket_AreItsOwn()
    {
        await using var server = new FakeServer();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();

        one.Socket.Items["key"] = 1;

        Assert.Equal(1, one.Socket.Items["key"]);
        Assert.Empty(two.Socket.Items);
    }

    private sealed record Profile(string Name, int Level);
}
