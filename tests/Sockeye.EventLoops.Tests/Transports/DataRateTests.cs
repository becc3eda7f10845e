using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>Kestrel measures how fast a client reads; it can only do so if the transport holds it up.</summary>
public sealed class DataRateTests
{
    private const int Large = 256 * 1024 * 1024;

    [Theory, OnBothTransports(false), OnBothTransports(true)]
    public async Task Response_ClientDoesNotRead_IsAborted(Transport transport, bool isTls)
    {
        using X509Certificate2 certificate = TransportApp.CreateCertificate();
        var aborted = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(
            transport,
            async context =>
            {
                context.RequestAborted.Register(aborted.SetResult);
                context.Response.ContentLength = Large;
                byte[] block = new byte[1024];
                thrown.SetResult(await Record.ExceptionAsync(async () =>
                {
                    for (int i = 0; i < Large / block.Length; i++)
                    {
                        await context.Response.BodyWriter.WriteAsync(block, context.RequestAborted);
                    }

                    // Between the abort and the token's end, what is written is dropped without a word.
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }));
            },
            bytesPerSecond: 1024 * 1024,
            isTls ? listen => listen.UseHttps(certificate) : null);
        using RawClient client = await app.ConnectAsync();
        Stream stream = client.Stream;
        if (isTls)
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: true);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost" }).Within();
            stream = tls;
        }

        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        await aborted.Task.Within();
        Assert.IsAssignableFrom<OperationCanceledException>(await thrown.Task.Within());
        Assert.InRange(await client.DrainAsync(), 0, Large - 1);
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ResponseMinimumDataRateNotSatisfied"));
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ConnectionStop"));
    }

    [Theory, OnBothTransports]
    public async Task Echo_ClientDoesNotRead_IsAborted(Transport transport)
    {
        var aborted = new TaskCompletionSource();
        var thrown = new TaskCompletionSource<Exception?>();
        await using TransportApp app = await StartAsync(
            transport,
            async context =>
            {
                context.RequestAborted.Register(aborted.SetResult);
                thrown.SetResult(await Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(context.Response.Body)));
            },
            bytesPerSecond: 1024 * 1024);
        using RawClient client = await app.ConnectAsync(receiveBuffer: 4096);
        await client.PostAsync(Large);
        Task sending = Record.ExceptionAsync(() => client.Stream.WriteAsync(new byte[Large]).AsTask()).AsTask();

        await aborted.Task.Within();
        Assert.IsAssignableFrom<OperationCanceledException>(await thrown.Task.Within());
        await sending.Within();
        Assert.InRange(await client.DrainAsync(), 0, Large - 1);
    }

    [Theory, OnBothTransports]
    public async Task Response_ClientReadsFastEnough_IsNotAborted(Transport transport)
    {
        const int Length = 16 * 1024 * 1024;
        bool isAborted = false;
        await using TransportApp app = await StartAsync(
            transport,
            async context =>
            {
                context.RequestAborted.Register(() => isAborted = true);
                context.Response.Headers["X-Large"] = new StringValues([.. Enumerable.Repeat(new string('a', 1024 * 1024), 4)]);
                context.Response.ContentLength = Length;
                await context.Response.BodyWriter.WriteAsync(new byte[Length]);
            },
            bytesPerSecond: 240);
        using RawClient client = await app.ConnectAsync();
        await client.GetAsync(headers: "Connection: close\r\n");
        byte[] buffer = new byte[1024 * 1024];
        long read = 0;
        while (await client.Stream.ReadAsync(buffer).Within() is > 0 and int count)
        {
            // For longer than the period of grace.
            read += count;
            await Task.Delay(count / 5000);
        }

        Assert.InRange(read, Length + (4 * 1024 * 1024), long.MaxValue);
        Assert.False(isAborted);
    }

    private static Task<TransportApp> StartAsync(Transport transport, RequestDelegate serve, double bytesPerSecond, Action<ListenOptions>? listening = null) =>
        TransportApp.StartAsync(transport, serve, listening, options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond, TimeSpan.FromSeconds(2));
        });
}
