using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Hosting;

public sealed class MappingTests
{
    [Fact]
    public void Map_WithoutAdding_SaysWhatToDo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();

        var unnamed = Assert.Throws<InvalidOperationException>(() => app.MapSocketIO());
        var named = Assert.Throws<InvalidOperationException>(() => app.MapSocketIO("/chat", "chat"));

        Assert.Contains("builder.Services.AddSocketIO()", unnamed.Message, StringComparison.Ordinal);
        Assert.Contains("builder.Services.AddSocketIO(\"chat\")", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfAServerAddedUnderAnotherName_SaysWhatToDo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSocketIO("chat");
        var app = builder.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapSocketIO());
        Assert.NotNull(app.MapSocketIO("/chat", "chat"));
    }

    [Fact]
    public async Task Map_OfSeveralServers_KeepsThemApart()
    {
        using var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO(static options => options.AckTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSocketIO("chat", static options => options.AckTimeout = TimeSpan.FromSeconds(2));
        await using var app = builder.Build();
        var main = app.MapSocketIO();
        var chat = app.MapSocketIO("/chat/io/", "chat");
        await app.StartAsync().Within();
        var url = new Uri(app.Urls.Single());

        Assert.NotSame(main, chat);
        Assert.Same(chat, app.Services.GetRequiredKeyedService<SocketIOServer>("chat"));
        Assert.Equal([1, 2], new[] { main, chat }.Select(static server => server.Options.AckTimeout.TotalSeconds));
        chat.Of("/only-chat");
        await using var one = await TestClient.OpenAsync(url, "/socket.io/", TestTransport.WebSocket);
        await using var two = await TestClient.OpenAsync(url, "/chat/io/", TestTransport.Polling);
        await one.JoinAsync();
        await two.JoinAsync();
        await chat.EmitAsync("chat only");
        Assert.Equal([], await one.DrainAsync());
        Assert.Equal(["""42["chat only"]"""], await two.DrainAsync());
        await two.JoinAsync("/only-chat");
        await one.SendAsync("40/only-chat,");
        await one.ExpectAsync("""44/only-chat,{"message":"Invalid namespace"}""");

        await app.StopAsync().Within();
        Assert.Equal([], await one.ClosedAsync());
        log.Verify();
    }

    [Theory]
    [InlineData("/socket.io")]
    [InlineData("/socket.io/")]
    [InlineData("/socket.io/anything")]
    public async Task Map_DefaultPath_ServesItAndWhatIsBelow(string path)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await TestClient.OpenAsync(server.Url, path, TestTransport.Polling);

        await client.JoinAsync();
    }

    [Fact]
    public async Task Map_InAGroupBehindAPathBase_Serves()
    {
        using var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.UsePathBase("/base");
        app.UseRouting();
        app.MapGroup("/api").MapSocketIO();
        await app.StartAsync().Within();

        await using var client = await TestClient.OpenAsync(new Uri(app.Urls.Single()), "/base/api/socket.io/", TestTransport.WebSocket);
        await client.JoinAsync();

        await app.StopAsync().Within();
        log.Verify();
    }

    [Fact]
    public async Task Map_WithConventions_AppliesThem()
    {
        using var log = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO();
        await using var app = builder.Build();
        app.MapSocketIO(configure: static endpoint => endpoint.RequireHost("elsewhere.example"));
        await app.StartAsync().Within();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync("/socket.io/?EIO=4&transport=polling").Within()).StatusCode);

        await app.StopAsync().Within();
    }
}
