namespace Sockeye.Simulation;

/// <summary>
/// Carries messages between servers: in the order of their sender, those to all and those to one each in their own. Messages are lost, come twice and late, as the weather says.
/// </summary>
internal sealed class RoomNetwork(World world, bool overtakes)
{
    private readonly List<RoomLine> _lines = [];
    private readonly Dictionary<(RoomLine From, RoomLine To, bool IsDirect), Link> _links = [];

    public Weather Weather { get; } = new();

    /// <summary>How many servers listen.</summary>
    public int Count => _lines.Count;

    /// <summary>Gets what is sent to the process that is no server.</summary>
    public Action<byte[]>? Answered { get; set; }

    public void Add(RoomLine line) => _lines.Add(line);

    public void Remove(RoomLine line) => _lines.Remove(line);

    public void RemoveAll(SimulatedServer server) => _lines.RemoveAll(line => line.Server == server);

    /// <summary>The process that is no server sends to all that are.</summary>
    public void Ask(byte[] message)
    {
        foreach (var to in _lines)
        {
            world.After(to.Server.Node, Weather.Delay(world.Rng), () => to.Receive(message.ToArray()));
        }
    }

    public ValueTask PublishAsync(RoomLine from, byte[] message, string? toServer)
    {
        if (Weather.IsDown || from.Server.IsCut)
        {
            return new ValueTask(FailAsync(from));
        }

        if (toServer == PresenceAsker.Id)
        {
            world.After(world.Harness, Weather.Delay(world.Rng), () => Answered?.Invoke(message));
        }

        foreach (var to in _lines)
        {
            if ((toServer is null || toServer == to.ServerId) && !to.Server.IsCut && !to.Server.IsDeaf && !world.Rng.Chance(Weather.Loss))
            {
                Send(from, to, message, toServer is not null);
                if (world.Rng.Chance(Weather.Twice))
                {
                    Send(from, to, message, toServer is not null);
                }
            }
        }

        return world.Rng.Chance(50) ? default : new ValueTask(TakeAsync(from));
    }

    private void Send(RoomLine from, RoomLine to, byte[] message, bool isDirect)
    {
        if (!_links.TryGetValue((from, to, isDirect), out var link))
        {
            _links.Add((from, to, isDirect), link = new Link(world, to.Server.Node, overtakes));
        }

        link.Send(Weather.Delay(world.Rng), () =>
        {
            // Whoever is cut off meanwhile does not get it.
            if (!to.Server.IsCut && !to.Server.IsDeaf && _lines.Contains(to))
            {
                to.Receive(message.ToArray());
            }
        });
    }

    private async Task FailAsync(RoomLine from)
    {
        if (world.Rng.Chance(50))
        {
            await TakeAsync(from);
        }

        throw new ClusterPublishException("the network is away");
    }

    private Task TakeAsync(RoomLine from)
    {
        var done = new TaskCompletionSource();
        world.After(from.Server.Node, Weather.Delay(world.Rng), done.SetResult);
        return done.Task;
    }
}
