using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Http;

public sealed class DescriptorShortageTests
{
    private const int Duplicate = 0; // F_DUPFD

    [Fact]
    public async Task Handshake_OnOneOfTheLastDescriptors_GetsA503OnAConnectionThatCloses()
    {
        bool isShort = true;
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Sockets, configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            using Socket last = LastDescriptor();
            if (isShort)
            {
                context.Features.Set<IConnectionSocketFeature>(new SocketFeature(last));
            }

            await next(context);
        }));

        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage refused = await app.Http.GetAsync(EngineApp.Url()).Within();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.True(refused.Headers.ConnectionClose);
            Assert.Equal("5", refused.Headers.GetValues("Retry-After").Single());
        }

        Assert.Equal(0, app.Server.ClientsCount);
        Assert.Single(app.Warnings, warning => warning.Contains("ulimit -n", StringComparison.Ordinal));

        // Those that are in are not concerned.
        isShort = false;
        (string sid, _) = await app.OpenPollingAsync();
        isShort = true;
        using HttpResponseMessage post = await app.PostAsync(sid, "4x");
        Assert.Equal(HttpStatusCode.OK, post.StatusCode);
    }

    // A browser keeps its only connection, whose descriptor stays one of the last ones however many are free by then.
    [Fact]
    public async Task Handshake_Http2_ComesByAnotherConnectionNextTime()
    {
        string? first = null;
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Tls, configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            using Socket last = LastDescriptor();
            first ??= context.Connection.Id;
            if (context.Connection.Id == first)
            {
                context.Features.Set<IConnectionSocketFeature>(new SocketFeature(last));
            }

            await next(context);
        }));
        using HttpClient http = app.CreateHttp();
        http.DefaultRequestVersion = HttpVersion.Version20;
        http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using (HttpResponseMessage refused = await http.GetAsync(EngineApp.Url()).Within())
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        // The news may come behind the answer.
        using var limit = new CancellationTokenSource(Waiting.Limit);
        HttpStatusCode status;
        do
        {
            using HttpResponseMessage answer = await http.GetAsync(EngineApp.Url(), limit.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Handshake_OnEventLoops_IsLeftToTheirLimit()
    {
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Loops, configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            using Socket last = LastDescriptor();
            context.Features.Set<IConnectionSocketFeature>(new SocketFeature(last));
            await next(context);
        }));
        await app.OpenPollingAsync();
        Assert.DoesNotContain(app.Warnings, static warning => warning.Contains("ulimit -n", StringComparison.Ordinal));
    }

    // A socket with one of the last descriptors that the process may have.
    private static Socket LastDescriptor()
    {
        int most = int.Parse(
            File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
            CultureInfo.InvariantCulture);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        return new Socket(new SafeSocketHandle(Control((int)socket.Handle, Duplicate, most - 10), ownsHandle: true));
    }

#pragma warning disable SYSLIB1054, CA5392 // The test project has no unsafe code, and the library is the system's.
    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Control(int descriptor, int command, int argument);
#pragma warning restore SYSLIB1054, CA5392

    private sealed class SocketFeature(Socket socket) : IConnectionSocketFeature
    {
        public Socket Socket => socket;
    }
}
