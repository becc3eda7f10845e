using BenchmarkDotNet.Attributes;

namespace Sockeye.Benchmarks;

/// <summary>Joining and leaving, by how many rooms the socket is in besides and how many members the room has.</summary>
public class RoomTableBenchmarks
{
    private const string Room = "room";

    private Socket _socket = null!;
    private InMemoryServer _server = new();

    [Params(0, 10, 100)]
    public int OtherRooms { get; set; }

    [Params(0, 1000)]
    public int OtherMembers { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _server = new InMemoryServer();
        _socket = _server.Connect(out _);
        for (int i = 0; i < OtherRooms; i++)
        {
            _server.Namespace.Table.Join(_socket, $"other-{i}");
        }

        for (int i = 0; i < OtherMembers; i++)
        {
            _server.Namespace.Table.Join(_server.Connect(out _), Room);
        }
    }

    [Benchmark]
    public void JoinAndLeave()
    {
        _server.Namespace.Table.Join(_socket, Room);
        _server.Namespace.Table.Leave(_socket, Room);
    }
}
