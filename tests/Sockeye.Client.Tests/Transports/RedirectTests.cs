using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Client.Tests.Transports;

/// <summary>A server may send the client elsewhere; what is secret does not go along to another one.</summary>
public sealed class RedirectTests
{
    private const string Handshake = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Redirect_ToAnotherServer_TakesNoCredentialsAlong(ClientTransport transport)
    {
        await using var other = RawServer.Start(static _ => RawServer.Http(404, ""));
        await using var server = RawServer.Start(request => RawServer.Http(307, "", $"Location: {new Uri(other.Url, request.Target)}\r\n"));
        await using var client = Create(server, transport);

        await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        var first = Assert.Single(server.Requests);
        Assert.Equal("a=1", first.Headers["Cookie"]);
        Assert.Equal("Bearer abc", first.Headers["Authorization"]);
        Assert.Equal("fish.example", first.Headers["Host"]);
        var second = Assert.Single(other.Requests);
        Assert.Equal("Fish/1.0", second.Headers["User-Agent"]);
        Assert.DoesNotContain("Cookie", second.Headers.Keys);
        Assert.DoesNotContain("Authorization", second.Headers.Keys);
        Assert.Equal(other.Url.Authority, second.Headers["Host"]);
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Redirect_OnTheSameServer_KeepsCredentialsAndTakesItsCookies(ClientTransport transport)
    {
        await using var server = RawServer.Start(static request => request.Headers.GetValueOrDefault("Cookie", "").Contains("gate=open", StringComparison.Ordinal)
            ? RawServer.Http(404, "")
            : RawServer.Http(302, "", $"Location: {request.Target}\r\nSet-Cookie: gate=open\r\nConnection: close\r\n"));
        await using var client = Create(server, transport, static options => options.WithCredentials = true);

        var error = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.Contains("404", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
        var second = server.Requests.Last();
        Assert.Equal("a=1; gate=open", second.Headers["Cookie"]);
        Assert.Equal("Bearer abc", second.Headers["Authorization"]);
        Assert.Equal(transport == ClientTransport.WebSocket, second.Headers.ContainsKey("Sec-WebSocket-Key"));
    }

    [Theory]
    [InlineData(302, "GET", "")]
    [InlineData(307, "POST", "40")]
    public async Task Redirect_OfAPost_IsRepeatedAsHttpSays(int status, string method, string body)
    {
        await using var server = RawServer.Start(request => request switch
        {
            { Method: "GET" } when !request.Target.Contains("sid=", StringComparison.Ordinal) => RawServer.Http(200, Handshake),
            { Method: "POST" } when !request.Target.StartsWith("/moved", StringComparison.Ordinal) => RawServer.Http(status, "", $"Location: /moved{request.Target}\r\n"),
            _ when request.Target.StartsWith("/moved", StringComparison.Ordinal) => RawServer.Http(404, ""),
            _ => RawServer.Http(200, "6"),
        });
        await using var client = Create(server, ClientTransport.Polling);
        client.Of().Connect();

        await Waiting.Until(() => server.Requests.Any(static request => request.Target.StartsWith("/moved", StringComparison.Ordinal)));

        var moved = server.Requests.First(static request => request.Target.StartsWith("/moved", StringComparison.Ordinal));
        Assert.Equal(method, moved.Method);
        Assert.Equal(body, moved.Body);
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Redirect_AwayFromTls_IsNotFollowed(ClientTransport transport)
    {
        await using var plain = RawServer.Start(static _ => RawServer.Http(404, ""));
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();
        await using var client = new SocketIOClient($"https://{listener.LocalEndpoint}", options =>
        {
            options.Transports = [transport];
            options.Reconnection = false;
            options.Tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown) };
        });

        var error = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        await serving.Within();
        Assert.Contains("leads away from TLS", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, plain.Accepted);

        async Task ServeAsync()
        {
            using var tcp = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(tcp.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            Assert.NotEqual(0, await tls.ReadAsync(new byte[8192]));
            await tls.WriteAsync(System.Text.Encoding.Latin1.GetBytes(RawServer.Http(302, "", $"Location: {plain.Url}\r\n")));
            Assert.Equal(0, await tls.ReadAsync(new byte[1])); // until the client has gone
        }
    }

    private static SocketIOClient Create(RawServer server, ClientTransport transport, Action<SocketIOClientOptions>? configure = null) => new(server.Url, options =>
    {
        options.Transports = [transport];
        options.Reconnection = false;
        options.Headers["Cookie"] = "a=1";
        options.Headers["Authorization"] = "Bearer abc";
        options.Headers["Host"] = "fish.example";
        options.Headers["User-Agent"] = "Fish/1.0";
        configure?.Invoke(options);
    });
}
