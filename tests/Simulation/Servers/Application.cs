namespace Sockeye.Simulation;

/// <summary>What the application on each server does.</summary>
internal sealed class Application
{
    public const string Path = "/chat";

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public Application(SocketIOServer io)
    {
        Namespace = io.Of(Path);
        Presence = Namespace.UsePresence(options =>
        {
            options.Identify = UserOf;
            options.GracePeriod = Grace;
        });
        Namespace.OnConnection(Listen);
    }

    public Namespace Namespace { get; }

    public Presence Presence { get; }

    public static string? UserOf(Socket socket) => socket.Handshake.Auth.GetString("user");

    private static void Listen(Socket socket)
    {
        socket.On("join", async (string room, Acknowledgement ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync(true);
        });
        socket.On("leave", async (string room, Acknowledgement ack) =>
        {
            await socket.LeaveAsync(room);
            await ack.SendAsync(true);
        });
    }
}
