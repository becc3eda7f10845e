namespace Sockeye.Simulation;

/// <summary>A machine of the world: what runs on it stops while it is paused, and never goes on once it is dead.</summary>
internal sealed class Node
{
    public Node(World world, string name)
    {
        Name = name;
        Context = new NodeContext(world, this);
    }

    public string Name { get; }

    public NodeContext Context { get; }

    public bool IsPaused { get; set; }

    public bool IsDead { get; set; }

    /// <summary>What has become due while it was paused, in that order.</summary>
    public Queue<Action> Held { get; } = new();

    /// <summary>Timers that wait.</summary>
    public int TimerCount { get; set; }

    /// <summary>Runs something here now.</summary>
    public T Run<T>(Func<T> function)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Context);
        try
        {
            return function();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
