namespace Sockeye.Simulation;

/// <summary>A server's connection to the <see cref="StoreEngine"/>: calls are made in their order, and some of them fail, made or not.</summary>
internal sealed class StoreConnection
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(4);

    private readonly World _world;
    private readonly SimulatedServer _server;
    private readonly Link _there;
    private readonly Link _back;

    public StoreConnection(World world, StoreEngine engine, SimulatedServer server)
    {
        _world = world;
        _server = server;
        Engine = engine;
        _there = new Link(world, engine.Node);
        _back = new Link(world, server.Node);
    }

    public StoreEngine Engine { get; }

    public ValueTask<T> CallAsync<T>(string what, Func<RoomBackend, ValueTask<T>> call, bool changes)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _there.Send(Delay(), () =>
        {
            if (Engine.IsDown || _server.IsCut)
            {
                Fail(answer);
                return;
            }

            var result = Engine.Call(call, changes);
            if (changes)
            {
                _world.Trace.Line(_world.Now, "store", $"{_server.Name} {what} {result}");
            }

            if (_world.Rng.Chance(Engine.Unanswered))
            {
                Fail(answer);
                return;
            }

            _back.Send(Delay(), () => answer.SetResult(result));
        });
        return new ValueTask<T>(answer.Task);
    }

    private long Delay() => _world.Rng.Chance(Engine.Slow) ? _world.Rng.Ticks(Usual, Long) : _world.Rng.Ticks(Fast, Usual);

    private void Fail<T>(TaskCompletionSource<T> answer) =>
        _world.After(_server.Node, _world.Rng.Ticks(Fast, Long), () => answer.SetException(new ClusterPublishException("the store is away")));
}
