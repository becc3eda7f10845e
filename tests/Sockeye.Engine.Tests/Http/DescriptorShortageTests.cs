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
        await using EngineApp app = await EngineApp.StartAsync(configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
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
