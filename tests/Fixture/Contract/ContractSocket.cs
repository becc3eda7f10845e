using Sockeye.Fixture.Operations;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Contract;

/// <summary>What the contract says of every socket: its events.</summary>
internal static class ContractSocket
{
    public static Task Welcome(Socket socket)
    {
        socket.On("message", e => socket.EmitAsync("message-back", e.Arguments).AsTask());
        socket.On("message-with-ack", e => e.Acknowledgement.SendAsync(e.Arguments).AsTask());
        socket.On<AnyValue?>("echo", (value, ack) => ack.SendAsync(value).AsTask());
        socket.On<string>("join", async (room, ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync(true);
        });
        socket.On<string>("leave", async (room, ack) =>
        {
            await socket.LeaveAsync(room);
            await ack.SendAsync(true);
        });
        socket.On<string, AnyValue?>("say", (room, payload) => socket.Namespace.To(room).EmitAsync("said", payload).AsTask());
        socket.On<AnyValue?>("shout", payload => socket.Broadcast.EmitAsync("said", payload).AsTask());
        socket.On("whoami", ack => ack.SendAsync(new Introduction(
            socket.Id,
            socket.Namespace.Name,
            OperationRunner.Sorted(socket.Rooms),
            socket.Recovered,
            socket.Data.ToJson(),
            socket.TransportName)).AsTask());
        socket.On("do", (IncomingEvent e) => OperationRunner.RunAsync(e));

        // Not part of the contract: from now on the shared thread pool has no thread for anybody.
        socket.On("starve", ack =>
        {
            ThreadPool.GetMinThreads(out var workers, out var completions);
            ThreadPool.SetMaxThreads(workers, completions);
            for (var i = 0; i < 1000; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static _ => Thread.Sleep(Timeout.Infinite), null);
            }

            return ack.SendAsync(true).AsTask();
        });
        socket.OnDisconnect(reason => socket.Namespace.Local.EmitAsync("left", new Leaver(socket.Id, reason.Name)).AsTask());

        return socket.EmitAsync("auth", socket.Handshake.Auth.Get<AnyValue>()).AsTask();
    }
}
