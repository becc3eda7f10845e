namespace Sockeye.Hosting;

/// <summary>The servers that the application has mapped, to be closed when it stops.</summary>
internal sealed class MappedServers
{
    private readonly Lock _gate = new();
    private readonly List<SocketIOServer> _servers = [];

    public void Add(SocketIOServer server)
    {
        lock (_gate)
        {
            if (!_servers.Contains(server))
            {
                _servers.Add(server);
            }
        }
    }

    public SocketIOServer[] ToArray()
    {
        lock (_gate)
        {
            return [.. _servers];
        }
    }
}
