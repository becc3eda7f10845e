using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Benchmarks;

/// <summary>A page of 100 rooms out of 100,000, with the numbers of their members; and what a join costs more where rooms have records.</summary>
public class RoomRecordBenchmarks
{
    private const int Rooms = 100_000;
    private const int Page = 100;

    private RoomRecords<Lobby> _records = null!;
    private InMemoryServer _server = null!;
    private NullClient _client = null!;
    private Socket _socket = null!;
    private string _middle = string.Empty;

    [GlobalSetup]
    public async Task Fill()
    {
        // A client may ask without end here: it is measured what a request costs.
        IServiceCollection services = new ServiceCollection().AddLogging();
        services.AddSocketIO().ConfigureRooms(static options => options.MaxRequestsPerSecond = int.MaxValue);
        _server = new InMemoryServer(services);
        _records = _server.Namespace.UseRecords<Lobby>();
        for (int i = 0; i < Rooms; i++)
        {
            string name = Name(i);
            await _records.CreateAsync(name, new Lobby($"The room of number {i}", "somebody", 10));
        }

        // As many members as rooms, in a tenth of them.
        for (int i = 0; i < 1000; i++)
        {
            Socket socket = _server.Connect(out _client);
            for (int j = 0; j < 100; j++)
            {
                await socket.JoinAsync(Name((((i * 7919) + (j * 104_729)) % (Rooms / 10)) * 10));
            }
        }

        _socket = _server.Connect(out _client);
        _middle = Name(Rooms / 2);
    }

    [Benchmark]
    public object ByName() => _records.List(new RoomRecordQuery<Lobby> { After = _middle, Limit = Page });

    [Benchmark]
    public object ByMembers() => _records.List(new RoomRecordQuery<Lobby> { Order = RoomRecordOrder.Members, Limit = Page });

    [Benchmark]
    public object ByPrefix() => _records.List(new RoomRecordQuery<Lobby> { Prefix = "room:05", After = _middle, Limit = Page });

    [Benchmark]
    public object Where() => _records.List(new RoomRecordQuery<Lobby> { Where = static record => record.Value.Limit == 10 && record.Members > 0, Limit = Page });

    /// <summary>As a client asks for it: the request is read, the answer is written.</summary>
    [Benchmark]
    public void ByMembersForAClient() => _client.Send("""21["rooms:list",{"order":"members","limit":100}]"""u8);

    [Benchmark]
    public void JoinAndLeave()
    {
        _server.Namespace.Table.Join(_socket, _middle);
        _server.Namespace.Table.Leave(_socket, _middle);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"room:{number:D6}");

    private sealed record Lobby(string Title, string Owner, int Limit);
}
