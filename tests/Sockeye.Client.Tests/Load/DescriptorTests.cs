namespace Sockeye.Client.Tests.Load;

/// <summary>What a client leaves of the system's, with a server in another process.</summary>
[Collection(AloneCollection.Name)]
public sealed class DescriptorTests
{
    [Fact]
    public async Task DisposeAsync_AtAnyMoment_LeavesNoTcpConnection()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        await using var server = await NodeServer.StartAsync();
        await UseAsync(server.Url, TimeSpan.Zero);
        var before = CountSockets();
        for (var i = 0; i < TestSize.Scale(40, full: 1000); i++)
        {
            // Some are disposed in the middle of the handshake, some in that of the upgrade, some when all is quiet.
            await UseAsync(server.Url, TimeSpan.FromMilliseconds(i % 20));
        }

        await Waiting.Until(() => CountSockets() <= before);
    }

    private static async Task UseAsync(Uri url, TimeSpan time)
    {
        await using var client = new SocketIOClient(url);
        client.Of().Connect();
        client.Of("/chat").Connect();
        if (time > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(time);
            await timer.WaitForNextTickAsync();
        }
    }

    private static int CountSockets() => Directory.EnumerateFiles("/proc/self/fd").Count(static descriptor =>
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // It was that of the listing itself.
            return false;
        }
    });
}
