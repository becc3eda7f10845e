using Sockeye.Generators.Listeners;

namespace Sockeye.Generators.Tests.Listeners;

public sealed class AsyncVoidAnalyzerTests
{
    [Fact]
    public async Task Source_WithAsyncVoid_IsAnErrorAtEachPlace() => Assert.Equal(
        ["SCKL001: Connected", "SCKL001: (Action)(async () => await Task.Yield())", "SCKL001: Said", "SCKL001: async options => await Task.Yield()"],
        await GeneratorRun.AnalyzeAsync<AsyncVoidAnalyzer>(
            """
            using Microsoft.Extensions.DependencyInjection;

            public static class App
            {
                public static void Configure(SocketIOServer io, IServiceCollection services)
                {
                    io.OnConnection(Connected);
                    io.OnConnection(socket => socket.On("e", (Action)(async () => await Task.Yield())));
                    io.OnConnection(socket => socket.OnAny(Said));
                    services.AddSocketIO(async options => await Task.Yield());
                }

                private static async void Connected(Socket socket) => await Task.Yield();

                private static async void Said(IncomingEvent e) => await Task.Yield();
            }
            """));

    [Fact]
    public async Task Source_WithTasks_IsFine() => Assert.Empty(await GeneratorRun.AnalyzeAsync<AsyncVoidAnalyzer>(
        """
        using Microsoft.Extensions.DependencyInjection;

        public static class App
        {
            public static void Configure(SocketIOServer io, IServiceCollection services)
            {
                io.OnConnection(Connected);
                io.OnConnection(async socket => await Task.Yield());
                io.Use(async socket => await Task.Yield());
                io.OnConnection(socket => socket
                    .On("e", async () => await Task.Yield())
                    .On("f", async (string text) => { await Task.Yield(); return text; })
                    .OnDisconnect(async reason => await Task.Yield()));
                io.OnNamespaceCreated(async ns => await Task.Yield());
                services.AddSocketIO(options => options.EnableDetailedErrors = true);
                new List<int>().ForEach(async number => await Task.Yield());
            }

            private static async Task Connected(Socket socket) => await Task.Yield();
        }
        """));

    [Fact]
    public async Task Source_OfAnApplicationNamedLikeSockeye_MayHaveAsyncVoidOfItsOwn() => Assert.Empty(await GeneratorRun.AnalyzeAsync<AsyncVoidAnalyzer>(
        """
        public static class App
        {
            public static void Start() => Later(async () => await Task.Yield());

            private static void Later(Action run) => run();
        }
        """,
        "Sockeye.Demo"));
}
