using System.Globalization;
using System.Runtime;
using System.Text.Json;

namespace Sockeye.Bench.Client;

/// <summary>Does what the harness says on the standard input, one line after the other, with the client of a peer.</summary>
internal sealed class Driver(IBenchPeer peer, string url)
{
    private const int OpeningAtOnce = 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly List<IBenchConnection> _connections = [];
    private readonly Meter _meter = new();

    public async Task RunAsync()
    {
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var answer = await DoAsync(JsonSerializer.Deserialize(line, BenchJson.Default.Command)!);
            Console.WriteLine(JsonSerializer.Serialize(answer, BenchJson.Default.Answer));
        }
    }

    private static double Cpu => Environment.CpuUsage.TotalTime.TotalMicroseconds;

    private async Task<Answer> DoAsync(Command command)
    {
        var start = Cpu;
        (int Done, int Wrong) result = command.Op switch
        {
            "open" => await OpenAsync(command.Count, command.Upgrades),
            "close" => await CloseAsync(),
            "collect" => Collect(),
            "cpu" => (0, 0),
            "events" => await ReceiveAsync(command.Count, command.Rate),
            "acks" => await EchoAsync(command.Count, command.Outstanding),
            var other => throw new ArgumentException($"No such command: {other}"),
        };
        return new Answer(command.Op == "cpu" ? start : Cpu - start, result.Done, result.Wrong);
    }

    private async Task<(int Done, int Wrong)> OpenAsync(int count, bool upgrades)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = OpeningAtOnce }, async (_, _) =>
        {
            var connection = await peer.ConnectAsync(url, upgrades, _meter.Received);
            lock (_connections)
            {
                _connections.Add(connection);
            }
        });
        return (count, 0);
    }

    private async Task<(int Done, int Wrong)> CloseAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        var count = _connections.Count;
        _connections.Clear();
        return (count, 0);
    }

    private static (int Done, int Wrong) Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return (0, 0);
    }

    private async Task<(int Done, int Wrong)> ReceiveAsync(int count, int rate)
    {
        var all = _meter.Expect(count);
        await _connections[0].PourAsync(count, rate);
        await Task.WhenAny(all, Task.Delay(s_patience + TimeSpan.FromSeconds(rate > 0 ? count / rate : 0)));
        return _meter.Result;
    }

    private async Task<(int Done, int Wrong)> EchoAsync(int count, int outstanding)
    {
        var connection = _connections[0];
        var next = -1;
        var done = 0;
        var wrong = 0;
        await Task.WhenAll(Enumerable.Range(0, outstanding).Select(_ => Task.Run(async () =>
        {
            for (int value; (value = Interlocked.Increment(ref next)) < count;)
            {
                var said = value.ToString(CultureInfo.InvariantCulture);
                var answer = await connection.EchoAsync(said);
                Interlocked.Increment(ref done);
                if (answer != said)
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })));
        return (done, wrong);
    }
}
