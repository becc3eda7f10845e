using System.Text.Json;
using Sockeye.Client;
using Sockeye.ClientFixture.Output;

namespace Sockeye.ClientFixture.Commands;

/// <summary>Starts commands in the order in which they come. They run side by side, and each is answered once.</summary>
internal sealed class CommandRunner : IAsyncDisposable
{
    private readonly Dictionary<string, SocketIOClient> _clients = [];
    private readonly Dictionary<string, NamedSocket> _sockets = [];
    private readonly Stats _stats = new();

    /// <summary>Starts a command.</summary>
    /// <returns>Whether it is the last one.</returns>
    public bool Start(string line)
    {
        using var document = JsonDocument.Parse(line, Values.ContractJson.Deep);
        var command = new Command(document.RootElement.Clone());
        _ = RunAsync(command);
        return command.Op == "quit";
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_clients.Values.Select(static client => client.DisposeAsync().AsTask())).ConfigureAwait(false);
        _clients.Clear();
        _stats.Dispose();
    }

    private async Task RunAsync(Command command)
    {
        try
        {
            var result = await PerformAsync(command).ConfigureAwait(false);
            Answer.Ok(command.Id, result ?? (static json => json.WriteBooleanValue(true)));
        }
        catch (Exception exception)
        {
            Answer.Error(command.Id, exception);
        }
    }

    private async ValueTask<Action<Utf8JsonWriter>?> PerformAsync(Command command)
    {
        switch (command.Op)
        {
            case "manager":
                MakeClient(command.Text("m"), command.Text("url"), command.Inner("options"));
                return null;
            case "socket":
                MakeSocket(command);
                return null;
            case "closeManager":
                await Client(command).DisconnectAsync().ConfigureAwait(false);
                await ToldAsync(Client(command)).ConfigureAwait(false);
                return null;
            case "cut":
                Client(command).Abort();
                await ToldAsync(Client(command)).ConfigureAwait(false);
                return null;
            case "stats":
                return _stats.Write;
            case "quit":
                return null;
            default:
                return await Socket(command).PerformAsync(command).ConfigureAwait(false);
        }
    }

    private void MakeClient(string m, string url, Command options)
    {
        var client = new SocketIOClient(url, set => ClientOptions.Apply(set, options));
        _clients.Add(m, client);
        Told.Of(m, client);
    }

    private Task ToldAsync(SocketIOClient client) => Task.WhenAll(_sockets.Values.Where(socket => socket.Client == client).Select(static socket => socket.ToldAsync()));

    private void MakeSocket(Command command)
    {
        var s = command.Text("s");
        var socket = new NamedSocket(s, Client(command).Of(command.TextOrNull("ns") ?? "/"), command.Find("auth"));
        _sockets.Add(s, socket);
    }

    private SocketIOClient Client(Command command) => _clients.GetValueOrDefault(command.Text("m")) ?? throw new ArgumentException($"There is no manager {command.Text("m")}.");

    private NamedSocket Socket(Command command)
    {
        if (!NamedSocket.Knows(command.Op))
        {
            throw new ArgumentException($"There is no command {command.Op}.");
        }

        return _sockets.GetValueOrDefault(command.Text("s")) ?? throw new ArgumentException($"There is no socket {command.Text("s")}.");
    }
}
