using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Sockets;

/// <summary>
/// Emits and answers that nobody waits for. That this file compiles is a test too: the warnings for tasks that are not awaited, CS4014 and CA2012, are errors in this project.
/// </summary>
public sealed class UnawaitedTests
{
    [Fact]
    public async Task Emit_WithoutAwait_SendsInOrder()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(async socket =>
        {
            socket.Emit("e");
            socket.Emit("e", 1);
            socket.Emit("e", 1, "two");
            socket.Emit("e", 1, "two", 3.5);
            socket.Emit("e", 1, "two", 3.5, (string?)null);
            socket.Emit("e", 1, "two", 3.5, true, new[] { 5 });
            socket.Compress(false).Emit("e", new object?[] { null, "x" });
            await Task.Yield();
            io.Emit("all");
            io.To(socket.Id).Emit("all", 1);
            io.To(socket.Id).Emit("all", 1, 2);
            io.To(socket.Id).Emit("all", 1, 2, 3);
            io.To(socket.Id).Emit("all", 1, 2, 3, 4);
            io.To(socket.Id).Emit("all", 1, 2, 3, 4, 5);
            socket.OnAny(e => socket.Emit("back", e.Arguments));
            socket.OnAny(e => io.Emit("back to all", e.Arguments));
        }));
        await using var client = await server.ConnectAsync();

        await client.ExpectAsync(
            """42["e"]""",
            """42["e",1]""",
            """42["e",1,"two"]""",
            """42["e",1,"two",3.5]""",
            """42["e",1,"two",3.5,null]""",
            """42["e",1,"two",3.5,true,[5]]""",
            """42["e",null,"x"]""",
            """42["all"]""",
            """42["all",1]""",
            """42["all",1,2]""",
            """42["all",1,2,3]""",
            """42["all",1,2,3,4]""",
            """42["all",1,2,3,4,5]""");
        await client.SendAsync("""42["x",7]""");
        await client.ExpectAsync("""42["back",7]""", """42["back to all",7]""");
    }

    [Fact]
    public async Task Send_WithoutAwait_Answers()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.On("none", async (Acknowledgement ack) =>
            {
                ack.Send();
                await Task.Yield();
            });
            socket.On("one", (Acknowledgement ack) => ack.Send(1));
            socket.On("two", (Acknowledgement ack) => ack.Send(1, 2));
            socket.On("three", (Acknowledgement ack) => ack.Send(1, 2, 3));
            socket.On("same", (IncomingEvent e) => e.Acknowledgement.Send(e.Arguments));
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["none"]""", """421["one"]""", """422["two"]""", """423["three"]""", """424["same",4]""");

        await client.ExpectAsync("430[]", "431[1]", "432[1,2]", "433[1,2,3]", "434[4]");
    }

    [Fact]
    public async Task Emit_ToARoomThatTheSenderMayNotSendTo_IsLoggedOnceAndCounted()
    {
        var failures = 0;
        await using var server = await TestServer.StartAsync(io =>
        {
            io.MainNamespace.UsePermissions(static options => options.For("*").Send(static _ => RoomVerdict.Refuse("no")));
            io.OnConnection(static socket => socket.On("say", () => socket.To("tea").Emit("said")));
        });
        using var meters = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "sockeye.handler.failures" && ReferenceEquals(instrument.Meter.Scope, server.App.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref failures));
        meters.Start();
        server.Log.Expect("\"said\"");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["say"]""", """42["say"]""");
        await Waiting.Until(() => Volatile.Read(ref failures) == 2);

        Assert.Single(server.Log.Entries, static entry => entry.Text.Contains("\"said\"", StringComparison.Ordinal));
        await client.ExpectNothingAsync();
    }
}
