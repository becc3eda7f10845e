using Microsoft.AspNetCore.SignalR;

namespace Sockeye.Fixture.FromSignalR;

/// <summary>An application with the hub.</summary>
internal static class SignalRApp
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MessageLog>();
        builder.Services.AddSignalR(options => options.MaximumParallelInvocationsPerClient = 2);
        var app = builder.Build();
        app.MapHub<ChatHub>("/chat");
        app.MapPost("/announce", (string text, IHubContext<ChatHub, IChatClient> hub) =>
            hub.Clients.All.Said("news", new Message("server", text)));
        return app;
    }
}
