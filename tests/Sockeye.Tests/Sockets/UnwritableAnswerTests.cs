using Sockeye.Sockets.Listeners;

namespace Sockeye.Tests.Sockets;

/// <summary>A handler whose answer cannot be written fails, and the client that waits is told at once.</summary>
public sealed class UnwritableAnswerTests
{
    [Fact]
    public async Task Send_OfWhatCannotBeWritten_AnswersWithAnError()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(static socket => socket
            .On("one", static (Acknowledgement ack) => ack.SendAsync(new Unwritable()))
            .On("two", static (Acknowledgement ack) => ack.SendAsync(1, new Unwritable()))
            .On("many", static (Acknowledgement ack) => ack.SendAsync(1, 2, new Unwritable()))
            .On("raw", static (IncomingEvent e) => e.Acknowledgement.SendAsync(new Unwritable()))));
        server.Log.Expect(Unwritable.Message);
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["one"]""", """421["two"]""", """422["many"]""", """423["raw"]""");

        for (var id = 0; id < 4; id++)
        {
            await client.ExpectAsync($$$"""43{{{id}}}[{"error":{"message":"Internal server error"}}]""");
        }
    }

    [Fact]
    public async Task Send_AfterOneThatCouldNotBeWritten_IsTheAnswer()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(static socket => socket.On("e", static async (Acknowledgement ack) =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await ack.SendAsync(new Unwritable()));
            await ack.SendAsync("instead");
            await ack.SendAsync("again");
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""");

        await client.ExpectAsync("""431["instead"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task ServerSideAnswer_OfWhatCannotBeWritten_IsAnErrorAtOnce()
    {
        var cluster = new LoopbackCluster();
        await using var here = await TestServer.StartAsync(services: cluster.Services);
        await using var there = await TestServer.StartAsync(services: cluster.Services);
        there.Log.Expect(Unwritable.Message);
        there.IO.MainNamespace.ServerSide.On("q", static e => e.AnswerAsync(new Unwritable()));

        var answers = await here.IO.MainNamespace.ServerSideEmitWithAckAsync("q").Within();

        Assert.Equal("""{"error":{"message":"Internal server error"}}""", Assert.Single(answers).Get<System.Text.Json.JsonElement>(0).GetRawText());
    }

    [Fact]
    public async Task ListenersOfOneEvent_ThatFailAtTheSameTime_ShareOneAnswer()
    {
        await using var scene = await Scene.StartAsync(1);
        using var barrier = new Barrier(2);
        const int Rounds = 20_000;
        var events = Enumerable.Range(0, Rounds).Select(id => new EventSource(scene[0], id)).ToArray();

        var seen = await Task.WhenAll(Task.Run(Ask), Task.Run(Ask)).Within();

        Assert.All(Enumerable.Range(0, Rounds), i => Assert.Same(seen[0][i], seen[1][i]));

        Acknowledgement[] Ask()
        {
            var answers = new Acknowledgement[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait();
                answers[i] = events[i].Acknowledgement;
            }

            return answers;
        }
    }

    private sealed class Unwritable(string? name = null)
    {
        public const string Message = "it cannot be written";

        public string Name => name ?? throw new InvalidOperationException(Message);
    }
}
