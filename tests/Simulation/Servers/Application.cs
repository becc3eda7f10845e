namespace Sockeye.Simulation;

/// <summary>What the application on each server does.</summary>
internal sealed class Application
{
    public const string Path = "/chat";

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly string _server;

    public Application(SocketIOServer io, Scenario scenario, Func<RoomPermissionContext, ValueTask<RoomVerdict>> mayJoin, string server, TimeProvider clock, Func<RoomRecordChange<Note>, Task> handleOnce)
    {
        _server = server;
        Namespace = io.Of(Path);
        if (scenario.Has(Features.Permissions))
        {
            Permissions = Namespace.UsePermissions(rules => rules.For("*").Join(mayJoin));
        }

        if (scenario.Has(Features.Presence))
        {
            Presence = Namespace.UsePresence(options =>
            {
                options.Identify = UserOf;
                options.GracePeriod = Grace;
            });
        }

        if (scenario.Has(Features.Records))
        {
            Records = Namespace.UseRecords<Note>(options => options.EmptyGrace = Grace);
            Told = new RecordsTold(Records, clock);
            Records.HandleOnce("hook", (change, _) => handleOnce(change));
        }

        if (scenario.Has(Features.History))
        {
            History = Namespace.UseHistory(options =>
            {
                options.MaxMessages = 1000;
                options.ReplayOnJoin = scenario.Replay;
            });
        }

        Namespace.OnConnection(Listen);
        if (scenario.Throws)
        {
            Namespace.Adapter.OnRoomJoined((_, _) => throw new IntendedException());
            Namespace.Adapter.OnRoomLeft((_, _) => throw new IntendedException());
            Presence?.OnChanged(Throw);
            Records?.OnChanged(Throw);
        }
    }

    public Namespace Namespace { get; }

    public Presence? Presence { get; }

    public RoomRecords<Note>? Records { get; }

    public RoomHistory? History { get; }

    public RoomPermissions? Permissions { get; }

    public RecordsTold? Told { get; }

    public static string? UserOf(Socket socket) => socket.Handshake.Auth.GetString("user");

    private static RoomRecordLifetime Lifetime(bool ends, int seconds) =>
        new() { EndsWithLastMember = ends, ExpiresAfter = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null };

    private static void Throw(object change) => throw new IntendedException();

    private void Listen(Socket socket)
    {
        On(socket, "join", async room =>
        {
            await socket.JoinAsync(room);
            return true;
        });
        On(socket, "leave", async room =>
        {
            await socket.LeaveAsync(room);
            return true;
        });
        socket.On("say", (string room, string text, Acknowledgement ack) => AnswerAsync(ack, async () =>
        {
            if (History is { } history)
            {
                await history.From(socket).EmitAsync(room, "message", text, _server);
            }
            else
            {
                await socket.To(room).EmitAsync("message", text, _server);
            }

            return true;
        }));
        if (Records is { } records)
        {
            socket.On("create", (string room, string text, bool ends, int seconds, Acknowledgement ack) => AnswerAsync(
                ack, async () => (await records.CreateAsync(room, new Note(text), Lifetime(ends, seconds))).IsDone));
            socket.On("set", (string room, string text, Acknowledgement ack) => AnswerAsync(ack, async () => await records.UpdateAsync(room, _ => new Note(text)) is not null));
            On(socket, "delete", room => records.DeleteAsync(room));
        }
    }

    private static void On(Socket socket, string name, Func<string, Task<bool>> handler) =>
        socket.On(name, (string room, Acknowledgement ack) => AnswerAsync(ack, () => handler(room)));

    // What the store did not take is an answer too.
    private static async Task AnswerAsync(Acknowledgement ack, Func<Task<bool>> handler)
    {
        bool? isDone = null;
        try
        {
            isDone = await handler();
        }
        catch (ClusterPublishException)
        {
        }

        await ack.SendAsync(isDone);
    }
}
