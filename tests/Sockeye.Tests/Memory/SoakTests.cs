using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Memory;

/// <summary>
/// Twenty thousand connections come and go in waves, half of them polling, a third with an acknowledgement pending, half of them without a word. After each
/// wave nothing of them is left, and the last takes no more memory than the first.
/// </summary>
[Collection(nameof(LifetimeTests))]
public sealed class SoakTests
{
    private const int Waves = 10;
    private const int Clients = 2000;
    private const int AtATime = 64;

    // What the runtime and the web server keep varies from wave to wave. A leak of 40 bytes for each connection would be more.
    private const long Tolerance = 600_000;

    [Fact]
    public async Task Connections_InWaves_LeaveNothingBehind()
    {
        var watched = new List<WeakReference>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => OnConnection(socket, watched)),
            static options => options.Engine.PingInterval = TimeSpan.FromMinutes(10),
            // What the log keeps would be counted.
            static services => services.Configure<LoggerFilterOptions>(static filter => filter.MinLevel = LogLevel.Warning));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = AtATime });
        var timers = server.IO.Timers.Count;
        var memory = new long[Waves];

        for (var wave = 0; wave < Waves; wave++)
        {
            await WaveAsync(server, http);

            await Waiting.Until(() => server.IO.Engine.ClientsCount == 0 && server.IO.Sockets.Count == 0);
            Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
            Assert.Empty(server.IO.MainNamespace.AckCollectors);
            await Waiting.Until(() => server.IO.Timers.Count == timers);
            Assert.Equal(Clients * 3, watched.Count);
            await Waiting.Until(() => Collected(watched));
            watched.Clear();
            watched.TrimExcess();
            memory[wave] = GC.GetTotalMemory(forceFullCollection: true);
        }

        // The first wave warms everything up, and leaves more than any other.
        Assert.True(memory[^1] <= Math.Min(memory[0], memory[1]) + Tolerance, "bytes after each wave: " + string.Join(' ', memory));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task WaveAsync(TestServer server, HttpClient http)
    {
        var clients = new SoakClient[Clients];
        await Each(async i => clients[i] = await SoakClient.ConnectAsync(
            server.Url, http, i % 2 == 0 ? TestTransport.Polling : TestTransport.WebSocket));
        Assert.Equal(Clients, server.IO.Sockets.Count);
        Assert.Equal(Clients, server.IO.MainNamespace.Adapter.Rooms.MemberCount("everybody"));
        await Each(i => i % 4 < 2 ? clients[i].CloseAsync() : clients[i].BreakAsync());
    }

    private static Task Each(Func<int, Task> act) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (i, _) => await act(i));

    private static async Task OnConnection(Socket socket, List<WeakReference> watched)
    {
        int number;
        lock (watched)
        {
            number = watched.Count / 3;
            watched.AddRange([new(socket), new(socket.Client), new(socket.Session)]);
        }

        await socket.JoinAsync("everybody", $"room {number % 100}");
        try
        {
            // Nobody answers.
            switch (number % 6)
            {
                case 0:
                    await socket.EmitWithAckAsync("ask", number);
                    break;
                case 1:
                    await socket.Timeout(TimeSpan.FromHours(1)).EmitWithAckAsync("ask", number);
                    break;
            }
        }
        catch (SocketDisconnectedException)
        {
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Collected(List<WeakReference> objects)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return objects.TrueForAll(static reference => !reference.IsAlive);
    }
}
