using Sockeye.Engine;
using Sockeye.Engine.Sessions;

namespace Sockeye.Fixture.Engine;

/// <summary>A bare Engine.IO server at a path.</summary>
internal static class EngineEndpoint
{
    public static EngineServer Map(WebApplication app, string path, EngineOptions options, Func<EngineSession, IEngineSessionHandler> onSession)
    {
        var server = new EngineServer(options, onSession, TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>());
        app.Map(path.TrimEnd('/') + "/{**rest}", server.HandleRequestAsync);
        app.Lifetime.ApplicationStopping.Register(() => _ = server.CloseAsync());
        return server;
    }
}
