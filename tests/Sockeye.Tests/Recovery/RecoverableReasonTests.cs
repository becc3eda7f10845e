namespace Sockeye.Tests.Recovery;

/// <summary>Which ends of a connection let a client come back.</summary>
public sealed class RecoverableReasonTests
{
    [Theory]
    [InlineData(DisconnectReason.TransportClose, true)]
    [InlineData(DisconnectReason.TransportError, true)]
    [InlineData(DisconnectReason.ForcedClose, true)]
    [InlineData(DisconnectReason.ForcedServerClose, true)]
    [InlineData(DisconnectReason.PingTimeout, true)]
    [InlineData(DisconnectReason.ParseError, false)]
    [InlineData(DisconnectReason.ClientNamespaceDisconnect, false)]
    [InlineData(DisconnectReason.ServerNamespaceDisconnect, false)]
    public async Task Session_AfterADisconnect_IsKeptWhereTheReasonLetsItHope(string reason, bool kept)
    {
        var reasons = new Inbox<string>();
        await using var server = await RecoveryTests.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(r => reasons.Add(r.Name))));
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();

        await EndAsync(server, client, reason);
        Assert.Equal(reason, await reasons.NextAsync());
        await server.IO.To(client.Id).EmitAsync("missed");
        var missed = await client.ConnectAsync();

        Assert.Equal(kept, client.Recovered);
        Assert.Equal(kept ? ["missed"] : [], missed);
    }

    private static async Task EndAsync(TestServer server, RecoveringClient client, string reason)
    {
        switch (reason)
        {
            case DisconnectReason.TransportClose:
                client.Connection.Abort();
                break;
            case DisconnectReason.TransportError:
                await client.Connection.SendAsync("2");
                break;
            case DisconnectReason.ForcedClose:
                await client.Connection.SendAsync("4nonsense");
                break;
            case DisconnectReason.ForcedServerClose:
                await client.Connection.SendAsync("40");
                break;
            case DisconnectReason.PingTimeout:
                client.Connection.AnswersPings = false;
                server.Time.Advance(TimeSpan.FromSeconds(26));
                await client.Connection.ExpectNothingAsync();
                server.Time.Advance(TimeSpan.FromSeconds(21));
                server.Time.Advance(TimeSpan.FromSeconds(21));
                break;
            case DisconnectReason.ParseError:
                await client.Connection.SendAsync("9");
                break;
            case DisconnectReason.ClientNamespaceDisconnect:
                await client.Connection.SendAsync("41");
                break;
            default:
                server.IO.Sockets[client.Id].Disconnect();
                break;
        }
    }
}
