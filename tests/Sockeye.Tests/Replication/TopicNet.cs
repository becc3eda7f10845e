using Sockeye.Records;
using Sockeye.Replication;

namespace Sockeye.Tests.Replication;

/// <summary>Some servers with a topic of numbers, and a network between them that loses, repeats and reorders as a seed wants it. Nothing here waits: time is a number.</summary>
internal sealed class TopicNet(int seed)
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly CountFormat _format = new();
    private readonly List<string> _dead = [];
    private readonly List<(Server From, byte[] Message, string? To)> _underWay = [];

    public Random Random { get; } = new(seed);

    public List<Server> Servers { get; } = [];

    public TimeSpan Now { get; private set; }

    /// <summary>How many of a hundred messages are lost, come twice, or are held up.</summary>
    public int Weather { get; set; }

    /// <summary>How many values are kept of a server.</summary>
    public int MaxValues { get; init; } = int.MaxValue;

    public List<TopicMessage<string, int>> Sent { get; } = [];

    public Server Start(string id, long epoch = 1)
    {
        var server = new Server(id, epoch, _format, MaxValues);
        Servers.Add(server);
        server.Topic.AskAll();
        return server;
    }

    /// <summary>The server begins its topic anew: its namespace was removed and made again.</summary>
    public void Restart(Server server, bool saysSo)
    {
        if (saysSo)
        {
            _underWay.Add((server, _format.Write(server.Topic.End()), null));
        }

        Servers.Remove(server);
        Start(server.Id, server.Epoch + 1);
    }

    public void Kill(Server server)
    {
        Servers.Remove(server);
        _dead.Add(server.Id);
        Bury();
    }

    public void Step()
    {
        Now += TimeSpan.FromMilliseconds(50);
        foreach (var server in Servers.ToArray())
        {
            server.Topic.Tick(Now);
            while (server.Topic.TryTake(out var message, out var to))
            {
                Sent.Add(message);
                _underWay.Add((server, _format.Write(message), to));
            }
        }

        var arriving = _underWay.ToArray();
        _underWay.Clear();
        if (Weather > 0)
        {
            Random.Shuffle(arriving);
        }

        foreach (var (from, bytes, to) in arriving)
        {
            foreach (var server in Servers.Where(server => server.Id != from.Id && (to is null || to == server.Id)))
            {
                switch (Random.Next(100) < Weather ? Random.Next(3) : -1)
                {
                    case 0:
                        break;
                    case 1:
                        _underWay.Add((from, bytes, server.Id));
                        break;
                    case 2:
                        server.Topic.Receive(from.Id, _format.Read(bytes)!, Now);
                        _underWay.Add((from, bytes, server.Id));
                        break;
                    default:
                        server.Topic.Receive(from.Id, _format.Read(bytes)!, Now);
                        break;
                }
            }
        }

        if (Now.TotalMilliseconds % Heartbeat.TotalMilliseconds == 0)
        {
            foreach (var server in Servers)
            {
                var position = server.Topic.Position;
                foreach (var other in Servers.Where(other => other != server && Random.Next(100) >= Weather))
                {
                    other.Topic.Hear(server.Id, position, Now);
                }
            }
        }
    }

    /// <summary>Lets everything come that comes.</summary>
    public void Settle()
    {
        Weather = 0;
        for (var i = 0; i < 200; i++)
        {
            Step();
            if (i == 20)
            {
                // Messages of the dead that were under way made them known once more, for a while.
                Bury();
            }
        }
    }

    /// <summary>What each server knows of the others is what those have.</summary>
    public void AssertAgreed()
    {
        foreach (var server in Servers)
        {
            foreach (var other in Servers.Where(other => other != server))
            {
                Assert.Equal(Server.Text(other.Own), Server.Text(server.Known.GetValueOrDefault(other.Id) ?? []));
            }

            Assert.Equal(Servers.Count - 1, server.Known.Count(static known => known.Value.Count > 0) + Servers.Count(other => other != server && other.Own.Count == 0));
            Assert.False(server.Topic.IsBehind);
        }
    }

    private void Bury() => _dead.ForEach(dead => Servers.ForEach(server => server.Topic.Lose(dead)));

    internal sealed class Server : ITopicReader<string, int>
    {
        public Server(string id, long epoch, CountFormat format, int maxValues)
        {
            (Id, Epoch) = (id, epoch);
            Topic = new Topic<string, int>(epoch, format, this, Heartbeat / 2, maxValues: maxValues);
        }

        public string Id { get; }

        public long Epoch { get; }

        public Topic<string, int> Topic { get; }

        public Dictionary<string, int> Own { get; } = [];

        public Dictionary<string, Dictionary<string, int>> Known { get; } = [];

        public void Set(string key, int value)
        {
            if (value == 0)
            {
                Own.Remove(key);
                Topic.Remove(key);
            }
            else
            {
                Own[key] = value;
                Topic.Put(key, value);
            }
        }

        public static string Text(Dictionary<string, int> values) => string.Join(' ', values.OrderBy(static value => value.Key, StringComparer.Ordinal).Select(static value => $"{value.Key}={value.Value}"));

        void ITopicReader<string, int>.Put(string server, string key, int value, int before)
        {
            if (!Known.TryGetValue(server, out var known))
            {
                Known.Add(server, known = []);
            }

            Assert.Equal(known.GetValueOrDefault(key), before);
            known[key] = value;
        }

        void ITopicReader<string, int>.Remove(string server, string key, int before)
        {
            Assert.True(Known[server].Remove(key, out var known));
            Assert.Equal(known, before);
        }
    }
}
