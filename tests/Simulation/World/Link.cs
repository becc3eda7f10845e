namespace Sockeye.Simulation;

/// <summary>One direction between two nodes: what is sent comes later, in the order in which it was sent, unless messages overtake each other.</summary>
internal sealed class Link(World world, Node to, bool overtakes = false)
{
    private long _last;

    public void Send(long delay, Action arrive)
    {
        if (overtakes)
        {
            world.After(to, delay, arrive);
            return;
        }

        _last = Math.Max(_last + 1, world.Now + delay);
        world.At(to, _last, arrive);
    }
}
