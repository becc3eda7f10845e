using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Sockeye.Testing.Tests.Hosting;

/// <summary>A sample, tested as an application is.</summary>
public sealed class WebApplicationFactoryTests
{
    [Fact]
    public async Task Factory_OfAnApplication_GivesClientsOfIt()
    {
        await using var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(static host => host.ConfigureLogging(static logging => logging.ClearProviders()));
        await using var io = factory.CreateSocketIOClient("/chat");
        var chat = io.Of();
        chat.Auth = new { name = "ann" };
        await using var other = factory.CreateSocketIOClient("/chat", options => options.Transports = [ClientTransport.WebSocket]);
        other.Of().Auth = new { name = "ann" };

        await chat.ConnectAsync().Within();

        Assert.Equal("/chat", chat.Namespace);
        var refused = await Assert.ThrowsAsync<ConnectException>(() => other.Of().ConnectAsync()).Within();
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }
}
