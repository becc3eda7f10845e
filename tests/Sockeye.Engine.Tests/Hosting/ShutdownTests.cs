using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Stop_OfTheApplication_WaitsForItsWebSockets()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        Task stopping = app.StopAsync();
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.Equal(EngineCloseReason.ServerShutdown, (await handler.Closed.Within()).Reason);

        // The client has not answered the close frame: the web server is still up, and says what is going on.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.Http.GetAsync(EngineApp.Url()).Within()).StatusCode);
        Assert.False(stopping.IsCompleted);
        await socket.SendRawAsync(RawWebSocket.Frame(0x88, []));
        await stopping.Within();
    }

    [Fact]
    public async Task Stop_HandlerBlocks_EndsInItsTime()
    {
        using var release = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(
            onSession: h => h.OnEnd = release.Wait,
            configureServices: services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200)));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await app.NextSessionAsync();
        Task stopping = Task.Run(app.StopAsync);
        try
        {
            Assert.Equal(0, await socket.ReadCloseAsync());
            await stopping.Within();
        }
        finally
        {
            release.Set();
        }
    }
}
