using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>Where an application listens.</summary>
public sealed class BindingTests
{
    [Theory]
    [OnBothTransports("http://127.0.0.1:0", "127.0.0.1")]
    [OnBothTransports("http://[::1]:0", "::1")]
    [OnBothTransports("http://*:0", "127.0.0.1")]
    [OnBothTransports("http://*:0", "::1")]
    [OnBothTransports("http://+:0", "127.0.0.1")]
    [OnBothTransports("http://0.0.0.0:0", "127.0.0.1")]
    [OnBothTransports("http://[::]:0", "127.0.0.1")]
    public async Task Listen_OnAnAddress_ServesIt(Transport transport, string url, string address)
    {
        await using TransportApp app = await StartAsync(transport, configure: builder => builder.WebHost.UseUrls(url));
        Assert.NotEqual(0, app.Port);
        Assert.Equal($"{address} {app.Port} {address}", await AskAsync(IPAddress.Parse(address), app.Port));
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnAnyAddress_ServesBothFamilies(Transport transport)
    {
        await using TransportApp app = await StartAsync(transport, options => options.ListenAnyIP(0));
        Assert.Equal($"127.0.0.1 {app.Port} 127.0.0.1", await AskAsync(IPAddress.Loopback, app.Port));
        Assert.Equal($"::1 {app.Port} ::1", await AskAsync(IPAddress.IPv6Loopback, app.Port));
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnLocalhost_ServesBothFamilies(Transport transport)
    {
        int port = FreePort();
        await using TransportApp app = await StartAsync(transport, options => options.ListenLocalhost(port));
        Assert.Equal($"127.0.0.1 {port} 127.0.0.1", await AskAsync(IPAddress.Loopback, port));
        Assert.Equal($"::1 {port} ::1", await AskAsync(IPAddress.IPv6Loopback, port));
    }

    [Theory, OnBothTransports("http://127.0.0.1"), OnBothTransports("http://[::1]"), OnBothTransports("http://localhost")]
    public async Task Listen_OnAFixedPort_ServesIt(Transport transport, string host)
    {
        int port = FreePort();
        await using TransportApp app = await StartAsync(transport, configure: builder => builder.WebHost.UseUrls($"{host}:{port}"));
        Assert.Equal(port, app.Port);
        IPAddress address = host.Contains("[::1]", StringComparison.Ordinal) ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        Assert.Equal($"{address} {port} {address}", await AskAsync(address, port));
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnSeveralEndpoints_ServesAll(Transport transport)
    {
        await using TransportApp app = await StartAsync(transport, options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.IPv6Loopback, 0);
        });
        Assert.Equal(3, app.Addresses.Count);
        foreach (string address in app.Addresses)
        {
            var uri = new Uri(address);
            await AskAsync(IPAddress.Parse(uri.Host), uri.Port);
        }
    }

    [Theory]
    [OnBothTransports("127.0.0.1", "http://127.0.0.1")]
    [OnBothTransports("::1", "http://[::1]")]
    [OnBothTransports("127.0.0.1", "http://localhost")]
    [OnBothTransports("::1", "http://localhost")]
    public async Task Listen_OnAPortInUse_Throws(Transport transport, string used, string url)
    {
        using var socket = new Socket(IPAddress.Parse(used).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(used), 0));
        socket.Listen();
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        IOException exception = await Assert.ThrowsAsync<IOException>(() => StartAsync(transport, configure: builder => builder.WebHost.UseUrls($"{url}:{port}")));
        Assert.IsType<AddressInUseException>(exception.InnerException);
        Assert.Contains($"{port}", exception.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnAnAddressOfAnother_Throws(Transport transport) =>
        await Assert.ThrowsAnyAsync<SocketException>(() => StartAsync(transport, options => options.Listen(IPAddress.Parse("192.0.2.1"), 0)));

    [Theory, OnBothTransports]
    public async Task Listen_AgainAfterStop_Works(Transport transport)
    {
        int port = FreePort();
        for (int i = 0; i < 2; i++)
        {
            await using TransportApp app = await StartAsync(transport, options =>
            {
                options.Listen(IPAddress.Loopback, port);
                options.Listen(IPAddress.IPv6Loopback, port);
            });
            await AskAsync(IPAddress.Loopback, port);
            await AskAsync(IPAddress.IPv6Loopback, port);
            await app.StopAsync().Within();
        }
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnTheNameOfTheHost_ServesIt(Transport transport)
    {
        await using TransportApp app = await StartAsync(transport, configure: builder => builder.WebHost.UseUrls($"http://{Dns.GetHostName()}:0"));
        IPAddress address = (await Dns.GetHostAddressesAsync(Dns.GetHostName()))[0];
        Assert.StartsWith($"{address} {app.Port} ", await AskAsync(address, app.Port), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnAUnixSocket_ServesIt(Transport transport)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using TransportApp app = await TransportApp.StartAsync(
            transport, context => context.Response.WriteAsync("unix"), kestrel: options => options.ListenUnixSocket(path), listens: false);
        using RawClient client = await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await client.GetAsync(headers: "Connection: close\r\n");
        Assert.Contains("unix", await client.ReadToEndAsync(), StringComparison.Ordinal);
        File.Delete(path);
    }

    [Theory, OnBothTransports]
    public async Task Listen_OnAHandleFromElsewhere_ServesIt(Transport transport)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using TransportApp app = await TransportApp.StartAsync(
            transport, context => context.Response.WriteAsync("handle"), kestrel: options => options.ListenHandle((ulong)socket.Handle), listens: false);
        using RawClient client = await RawClient.ConnectAsync(socket.LocalEndPoint!);
        await client.GetAsync(headers: "Connection: close\r\n");
        Assert.Contains("handle", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory, OnBothTransports]
    public async Task Listen_WithASocketOfTheApplication_UsesIt(Transport transport)
    {
        EndPoint? asked = null;
        int backlog = 0;
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync("mine"), sockets: options =>
        {
            options.Backlog = 7;
            options.CreateBoundListenSocket = endPoint =>
            {
                asked = endPoint;
                backlog = options.Backlog;
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(endPoint);
                return socket;
            };
        });
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: close\r\n");
        Assert.Contains("mine", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), asked);
        Assert.Equal(7, backlog);
    }

    private static Task<TransportApp> StartAsync(Transport transport, Action<KestrelServerOptions>? kestrel = null, Action<WebApplicationBuilder>? configure = null) =>
        TransportApp.StartAsync(
            transport,
            context => context.Response.WriteAsync($"{Plain(context.Connection.LocalIpAddress!)} {context.Connection.LocalPort} {Plain(context.Connection.RemoteIpAddress!)}"),
            kestrel: kestrel,
            configure: configure,
            listens: false);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static async Task<string> AskAsync(IPAddress address, int port)
    {
        using RawClient client = await RawClient.ConnectAsync(new IPEndPoint(address, port));
        await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
        return (await client.ReadToEndAsync()).Split("\r\n\r\n")[1];
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.DualMode = true;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
