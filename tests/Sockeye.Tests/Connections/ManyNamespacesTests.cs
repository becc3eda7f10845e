namespace Sockeye.Tests.Connections;

/// <summary>Many namespaces over one connection.</summary>
public sealed class ManyNamespacesTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connect_ManyNamespaces_EachHasItsSocketAndEvents(TestTransport transport)
    {
        const int Count = 100;
        var gone = new Inbox<string>();
        await using var server = await StartAsync(Count, gone);
        await using var client = await server.OpenAsync(transport);
        for (var i = 0; i < Count; i++)
        {
            await client.JoinAsync($"/n-{i}");
        }

        for (var i = 0; i < Count; i += 7)
        {
            await client.SendAsync($"42/n-{i},{i}[\"who\"]");
            await client.ExpectAsync($"43/n-{i},{i}[\"/n-{i}\"]");
        }

        // Left and joined again, in any order.
        for (var i = 0; i < Count; i += 3)
        {
            await client.SendAsync($"41/n-{i},");
            Assert.Equal($"/n-{i}", await gone.NextAsync());
            await client.JoinAsync($"/n-{i}");
            await client.SendAsync($"42/n-{i},{i}[\"who\"]");
            await client.ExpectAsync($"43/n-{i},{i}[\"/n-{i}\"]");
        }

        await client.CloseAsync();
        Assert.Equal(Count, (await gone.NextAsync(Count)).Distinct().Count());
    }

    [Fact]
    public async Task Connect_TwiceAmongMany_ClosesTheConnection()
    {
        await using var server = await StartAsync(20);
        await using var client = await server.OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.JoinAsync($"/n-{i}");
        }

        await client.SendAsync("40/n-3,");

        Assert.Equal([], await client.ClosedAsync());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Connect_BeyondTheBound_IsRefusedUntilOneIsLeft(int bound)
    {
        await using var server = await StartAsync(bound);
        await using var client = await server.OpenAsync();
        for (var i = 0; i < bound; i++)
        {
            await client.JoinAsync($"/n-{i}");
        }

        await client.SendAsync("40/n-more,");
        await client.ExpectAsync("""44/n-more,{"message":"Too many namespaces"}""");
        Assert.DoesNotContain(server.IO.Namespaces, static ns => ns.Name == "/n-more");
        await client.SendAsync("41/n-0,");
        await client.JoinAsync("/n-more");

        await client.SendAsync("""42/n-more,1["who"]""");
        await client.ExpectAsync("""43/n-more,1["/n-more"]""");
    }

    [Fact]
    public async Task Connect_WhileOthersWaitForTheirMiddlewares_CountsThemOnce()
    {
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io.Of(static (name, _) => name.StartsWith("/n-", StringComparison.Ordinal)).Use(_ => release.Task),
            static options => options.MaxNamespacesPerConnection = 10);
        await using var client = await server.OpenAsync();

        await client.SendAsync([.. Enumerable.Range(0, 11).Select(static i => (Frame)$"40/n-{i},")]);
        await client.ExpectAsync("""44/n-10,{"message":"Too many namespaces"}""");
        release.SetResult();

        for (var i = 0; i < 10; i++)
        {
            Assert.StartsWith("40/n-", await client.ReceiveAsync());
        }
    }

    private static Task<TestServer> StartAsync(int bound, Inbox<string>? gone = null) => TestServer.StartAsync(
        io => io.Of(static (name, _) => name.StartsWith("/n-", StringComparison.Ordinal)).OnConnection(socket =>
        {
            socket.On("who", ack => ack.SendAsync(socket.Namespace.Name));
            socket.OnDisconnect(_ => gone?.Add(socket.Namespace.Name));
        }),
        options => options.MaxNamespacesPerConnection = bound);
}
