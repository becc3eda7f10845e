using Sockeye.Engine;
using Sockeye.Fixture.Engine;

namespace Sockeye.Fixture.Suites;

/// <summary>The server that the test suite of the reference's Engine.IO client expects.</summary>
internal static class EngineClientSuite
{
    /// <summary>The headers of the request that a message comes with, where it comes by polling.</summary>
    public static AsyncLocal<IHeaderDictionary?> RequestHeaders { get; } = new();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.Use((context, next) =>
        {
            RequestHeaders.Value = context.Request.Headers;
            return next(context);
        });
        EngineEndpoint.Map(app, "/engine.io", Options(), session => new EngineClientSuiteHandler(session));
        return app;
    }

    private static EngineOptions Options() => new()
    {
        PingInterval = TimeSpan.FromMilliseconds(500),
        MaxPayload = 100,
        AllowRequest = context => ValueTask.FromResult(context.Request.Query.ContainsKey("deny") ? AllowRequestResult.Deny() : AllowRequestResult.Allow),
        InitialHeaders = (_, headers) =>
        {
            headers.SetCookie = new(
            [
                "1=1; Max-Age=86400",
                "2=2; Path=/; HttpOnly; Secure; SameSite=Strict",
                "3=3; Max-Age=0",
                $"4=4; Expires={DateTime.UtcNow:R}",
            ]);
            return default;
        },
    };
}
