using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

/// <summary>What a handler finds in its context: nothing of any request, however its client is connected.</summary>
public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> s_ofTheRequest = new();

    public static TheoryData<TestTransport> Transports => [.. Enum.GetValues<TestTransport>().Where(static transport => OperatingSystem.IsLinux() || transport is not (TestTransport.Loops or TestTransport.TlsOnLoops))];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Handler_OverPollingAndWebSocketAndAnUpgrade_RunsInACleanContext(TestTransport transport)
    {
        var seen = new ConcurrentQueue<string>();
        var accessor = new HttpContextAccessor();
        await using EngineApp app = await EngineApp.StartAsync(
            transport: transport,
            configureServices: services => services.AddSingleton<IHttpContextAccessor>(accessor),
            configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
            {
                using Activity activity = new Activity("request").Start();
                s_ofTheRequest.Value = "left by the request";
                Assert.NotNull(accessor.HttpContext);
                await next(context);
            }),
            makeHandler: _ => new LookingHandler(seen, accessor));

        string sid = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        await app.PostAsync(sid, "4polled");
        using RawWebSocket upgraded = await RawWebSocket.ConnectAsync(app, sid);
        await upgraded.SendAsync("2probe");
        await upgraded.ReadTextAsync();
        await upgraded.SendAsync("5");
        await upgraded.SendAsync("4upgraded");
        await upgraded.SendAsync("4upgraded again");
        await upgraded.SendAsync("1");
        using RawWebSocket direct = await RawWebSocket.ConnectAsync(app, together: RawWebSocket.Text("4direct"));
        await direct.SendAsync("3");
        await direct.SendAsync("4direct again");
        direct.Dispose();

        string[] expected = ["polled", "upgrading", "upgraded", "upgraded", "upgraded again", "closed", "direct", "heartbeat", "direct again", "closed"];
        await Waiting.Until(() => seen.Count == 2 * expected.Length);
        Assert.Equal(expected.SelectMany(static what => new[] { what, what + " later" }).Order(), seen.Order());
    }

    private sealed class LookingHandler(ConcurrentQueue<string> seen, HttpContextAccessor accessor) : IEngineSessionHandler
    {
        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
        {
            Look(Encoding.UTF8.GetString(data));
            return default;
        }

        public void OnClosed(EngineCloseReason reason, string? description) => Look("closed");

        public void OnHeartbeat() => Look("heartbeat");

        public void OnUpgrading(string transportName) => Look("upgrading");

        public void OnUpgraded(string transportName) => Look("upgraded");

        private void Look(string what)
        {
            See(what);
            _ = LaterAsync();

            // It is not for the next call.
            s_ofTheRequest.Value = "left by a handler";

            async Task LaterAsync()
            {
                await Task.Yield();
                See(what + " later");
            }
        }

        private void See(string what)
        {
            var found = string.Join(", ", new[] { s_ofTheRequest.Value, Activity.Current?.OperationName, accessor.HttpContext?.Request.Method }.Where(static value => value is not null));
            seen.Enqueue(found.Length == 0 ? what : $"{what}: {found}");
        }
    }
}
