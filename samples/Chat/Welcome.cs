using Sockeye.Samples.Chat.Admin;

namespace Sockeye.Samples.Chat;

/// <summary>Says at the start where the pages are, and how to get into the admin page.</summary>
internal static partial class Welcome
{
    public static void LogWelcome(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var token = app.Services.GetRequiredService<AdminToken>();
        var how = token switch
        {
            { Generated: { } generated } => $"token {generated} (new at every start; set Chat:AdminToken to choose one)",
            { IsEnabled: true } => "the token is the option Chat:AdminToken",
            _ => "off: set Chat:AdminToken",
        };
        foreach (var url in app.Urls)
        {
            Log.Started(app.Logger, url, url, how);
        }
    });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The chat is at {Url}\nThe admin page is at {AdminUrl}/admin.html: {How}")]
        public static partial void Started(ILogger logger, string url, string adminUrl, string how);
    }
}
