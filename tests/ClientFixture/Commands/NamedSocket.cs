using System.Diagnostics;
using System.Text.Json;
using Sockeye.Client;
using Sockeye.ClientFixture.Output;
using Sockeye.ClientFixture.Values;

namespace Sockeye.ClientFixture.Commands;

/// <summary>A socket under the name that the driver has given to it.</summary>
internal sealed class NamedSocket
{
    private static readonly HashSet<string> s_commands =
    [
        "authFrom", "connect", "emit", "ask", "on", "off", "slow", "onAny", "onAnyOutgoing", "disconnect", "state", "storm",
    ];

    private readonly string _name;
    private readonly ClientSocket _socket;

    public NamedSocket(string name, ClientSocket socket, JsonElement? auth)
    {
        _name = name;
        _socket = socket;
        if (auth is { } given)
        {
            socket.Auth = new Value(given);
        }

        Told.Of(name, socket);
    }

    public SocketIOClient Client => _socket.Client;

    public static bool Knows(string op) => s_commands.Contains(op);

    /// <summary>
    /// Waits until listeners have heard what there is to hear, so that it is told before the answer to the command that it goes with. Not for long: listeners that take their time do not hold up answers.
    /// </summary>
    public async Task ToldAsync()
    {
        for (var begun = Stopwatch.GetTimestamp(); _socket.PendingEvents > 0 && Stopwatch.GetElapsedTime(begun).TotalMilliseconds < 50;)
        {
            await Task.Delay(1).ConfigureAwait(false);
        }
    }

    public async ValueTask<Action<Utf8JsonWriter>?> PerformAsync(Command command)
    {
        switch (command.Op)
        {
            case "storm":
                return await Storm.RunAsync(_socket, command).ConfigureAwait(false);
            case "state":
                return WriteState;
            case "authFrom":
                AuthFrom(command.Find("values") ?? throw new ArgumentException("The command has no values."));
                return null;
            case "on" or "off" or "slow" or "onAny" or "onAnyOutgoing":
                Listen(command);
                return null;
            default:
                return await TalkAsync(command).ConfigureAwait(false);
        }
    }

    private async Task<Action<Utf8JsonWriter>?> TalkAsync(Command command)
    {
        try
        {
            switch (command.Op)
            {
                case "connect":
                    await ConnectAsync(command).ConfigureAwait(false);
                    return null;
                case "emit":
                    await EmitterOf(command).EmitAsync(command.Text("event"), Value.All(command.Find("args"))).ConfigureAwait(false);
                    return null;
                case "ask":
                    var answer = await AskAsync(command).ConfigureAwait(false);
                    return json => ContractJson.Write(json, answer);
                default:
                    _socket.Disconnect();
                    return null;
            }
        }
        finally
        {
            await ToldAsync().ConfigureAwait(false);
        }
    }

    private Task ConnectAsync(Command command) => command.Milliseconds("timeout") is { } timeout ? _socket.ConnectAsync(timeout) : _socket.ConnectAsync();

    private ClientEmitter EmitterOf(Command command)
    {
        ClientEmitter emitter = _socket;
        emitter = command.Flag("volatile") == true ? emitter.Volatile : emitter;
        emitter = command.Flag("compress") is { } compress ? emitter.Compress(compress) : emitter;
        return command.Milliseconds("timeout") is { } timeout ? emitter.Timeout(timeout) : emitter;
    }

    private async Task<EventArguments> AskAsync(Command command)
    {
        using var cancellation = command.Milliseconds("cancelAfter") is { } time ? new CancellationTokenSource(time) : new CancellationTokenSource();
        return await EmitterOf(command).EmitWithAckAsync(command.Text("event"), Value.All(command.Find("args")), cancellation.Token).ConfigureAwait(false);
    }

    private void AuthFrom(JsonElement values)
    {
        var all = Value.All(values);
        var attempt = -1;
        _socket.AuthFactory = async _ =>
        {
            await Task.Yield();
            return all[Math.Min(Interlocked.Increment(ref attempt), all.Length - 1)];
        };
    }

    private void Listen(Command command)
    {
        switch (command.Op)
        {
            case "on":
                On(command.Text("event"), command.Find("answer"));
                break;
            case "off":
                _socket.Off(command.Text("event"));
                break;
            case "slow":
                Slow(command.Text("event"), command.Milliseconds("ms") ?? TimeSpan.Zero);
                break;
            case "onAny":
                _socket.OnAny(told => Told.Event("any", _name, told.Name, told.Arguments));
                break;
            case "onAnyOutgoing":
                _socket.OnAnyOutgoing(told => Told.Event("outgoing", _name, told.Name, told.Arguments));
                break;
        }
    }

    private void On(string eventName, JsonElement? answer)
    {
        _socket.Off(eventName);
        _socket.On(eventName, async (ReceivedEvent told) =>
        {
            Told.Event("event", _name, told.Name, told.Arguments, told.Acknowledgement.IsRequested);
            if (answer is { } given && told.Acknowledgement.IsRequested)
            {
                await told.Acknowledgement.SendAsync(ContractJson.AnswerOf(given, told.Arguments)).ConfigureAwait(false);
            }
        });
    }

    private void Slow(string eventName, TimeSpan time)
    {
        _socket.Off(eventName);
        _socket.On(eventName, async (ReceivedEvent told) =>
        {
            Told.Event("begin", _name, told.Name, told.Arguments);
            await Task.Delay(time).ConfigureAwait(false);
            Told.Event("end", _name, told.Name, told.Arguments);
        });
    }

    private void WriteState(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("connected"u8, _socket.Connected);
        json.WriteBoolean("active"u8, _socket.Active);
        json.WriteString("id"u8, _socket.Id);
        json.WriteBoolean("recovered"u8, _socket.Recovered);
        json.WriteString("transport"u8, _socket.Client.TransportName);
        json.WriteNumber("pendingAcks"u8, _socket.PendingAcks);
        json.WriteNumber("sendBuffer"u8, _socket.SendBufferCount);
        json.WriteNumber("receiveBuffer"u8, _socket.ReceiveBufferCount);
        json.WriteEndObject();
    }
}
