namespace Sockeye.Client.Tests.Support;

/// <summary>A server of either kind, each started when it is first asked for, for all tests of a class.</summary>
public sealed class BothServers : IAsyncLifetime
{
    private readonly Lazy<Task<ITestServer>>[] _servers = [.. Enum.GetValues<ServerKind>().Select(static kind => new Lazy<Task<ITestServer>>(() => TestServers.StartAsync(kind)))];

    public ValueTask InitializeAsync() => default;

    /// <summary>The address of one.</summary>
    public async Task<Uri> UrlAsync(ServerKind kind) => (await _servers[(int)kind].Value).Url;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Where(static server => server.IsValueCreated))
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
