using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Engine.Http;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class WrongPathTests
{
    // An HttpContext is for one thread at a time, and that of a request that waits for something may be another one.
    [Theory]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Information)]
    public async Task Request_ThatIsServedOnAnotherThread_IsNotReadMeanwhile(LogLevel level)
    {
        using ServiceProvider services = new ServiceCollection().AddLogging(logging => logging.AddProvider(NoLog.Instance).SetMinimumLevel(level)).BuildServiceProvider();
        var filter = new WrongPath(services.GetRequiredService<ILoggerFactory>());
        var app = new ApplicationBuilder(services);
        var request = new WatchedRequest();
        var served = new TaskCompletionSource();
        filter.Configure(next => next.Run(_ =>
        {
            request.IsServed = true;
            return served.Task;
        }))(app);
        var context = new DefaultHttpContext { RequestServices = services };
        context.Features.Set<IHttpRequestFeature>(request);

        Task answered = app.Build()(context);

        Assert.False(request.WasReadMeanwhile);
        request.IsServed = false;
        served.SetResult();
        await answered.Within();
    }

    private sealed class WatchedRequest : HttpRequestFeature, IHttpRequestFeature
    {
        public bool IsServed { get; set; }

        public bool WasReadMeanwhile { get; private set; }

        string IHttpRequestFeature.QueryString
        {
            get
            {
                WasReadMeanwhile |= IsServed;
                return "?EIO=4&transport=polling";
            }
            set => throw new NotSupportedException();
        }
    }

    private sealed class NoLog : ILoggerProvider, ILogger
    {
        public static NoLog Instance { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }
}
