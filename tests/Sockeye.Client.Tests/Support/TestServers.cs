namespace Sockeye.Client.Tests.Support;

/// <summary>Starts servers of either kind.</summary>
internal static class TestServers
{
    /// <summary>A server with the contract.</summary>
    public static async Task<ITestServer> StartAsync(ServerKind kind) => kind == ServerKind.Node ? await NodeServer.StartAsync() : await ContractServer.StartAsync();

    /// <summary>A server that keeps sessions for those that come back.</summary>
    public static async Task<ITestServer> StartRecoveringAsync(ServerKind kind) => kind == ServerKind.Node
        ? await NodeServer.StartAsync("""{"connectionStateRecovery":{}}""")
        : await ContractServer.StartAsync(static options => options.ConnectionStateRecovery = new RecoveryOptions());
}
