using Sockeye.Fixture.Contract;

namespace Sockeye.Fixture.Handlers;

/// <summary>The namespace <c>/lambdas</c>: the same events as <c>/handlers</c>, as lambdas.</summary>
internal static class LambdaHandlers
{
    public static void Listen(Socket connected) => connected
        .On("sum", (int first, int second) => first + second)
        .On("greet", async (string? name) =>
        {
            await Task.Yield();
            return $"hello {name ?? "nobody"}";
        })
        .On("reverse", (byte[] bytes) => bytes.Reverse().ToArray())
        .On("join room", async (Socket socket, string room, Acknowledgement ack) =>
        {
            await socket.JoinAsync(room);
            await socket.To(room).EmitAsync("joined", socket.Id);
            ack.Send();
        })
        .On("count", (IncomingEvent e) => e.Arguments.Count)
        .On("refuse", int () => throw new EventRefusedException("no", new CodeOfRefusal("E_NO")));
}
