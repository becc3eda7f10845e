namespace Sockeye.Bench.Server;

/// <summary>The contract of the load generator, in the words of Sockeye.</summary>
internal sealed class Contract(SocketIOServer io, bool logDisconnects)
{
    public void Serve(Socket socket)
    {
        socket.On<string, Acknowledgement>("echo", static async (value, answer) => await answer.SendAsync(value));
        socket.On<string, Acknowledgement>("join", async (room, answer) =>
        {
            await socket.JoinAsync(room);
            await answer.SendAsync(true);
        });
        socket.On<string, Acknowledgement>("leave", async (room, answer) =>
        {
            await socket.LeaveAsync(room);
            await answer.SendAsync(true);
        });
        socket.On<string, string>("say", async (room, payload) => await io.To(room).EmitAsync("said", payload));
        socket.On<string, ReadOnlyMemory<byte>>("say-binary", async (room, payload) => await io.To(room).EmitAsync("said", payload));
        socket.On<int, int>("pour", (count, rate) => rate > 0 ? Pouring.PaceAsync(socket, count, rate) : Pouring.PourAsync(socket, count));
        socket.On<string, Acknowledgement>("collect", static async (_, answer) =>
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            await answer.SendAsync(true);
        });
        if (logDisconnects)
        {
            socket.OnDisconnect(static reason => Console.WriteLine($"disconnect {reason} {reason.Description}"));
        }
    }
}
