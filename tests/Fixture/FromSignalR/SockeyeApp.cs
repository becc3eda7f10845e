using System.Security.Claims;

namespace Sockeye.Fixture.FromSignalR;

/// <summary>The application with the hub's port.</summary>
internal static class SockeyeApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MessageLog>();
        builder.Services.AddSocketIO(options => options.UserIdClaim = ClaimTypes.NameIdentifier);
        var app = builder.Build();
        app.MapSocketIO().Of("/chat").MapHandlers<ChatHandlers>();
        app.MapPost("/announce", async (string text, SocketIOServer io) =>
        {
            await io.Of("/chat").Clients<IChatClient>().Said("news", new Message("server", text));
        });
        return app;
    }
}
