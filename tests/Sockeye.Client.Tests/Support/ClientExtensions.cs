namespace Sockeye.Client.Tests.Support;

/// <summary>What tests often ask of sockets.</summary>
internal static class ClientExtensions
{
    /// <summary>Answers the request to be let in.</summary>
    public static async Task WelcomeAsync(this FakeWebSocket socket)
    {
        Assert.StartsWith("40", await socket.NextAsync());
        socket.Send("""40{"sid":"id"}""");
    }

    /// <summary>Keeps what a listener gets.</summary>
    public static Inbox<T> Hear<T>(this ClientSocket socket, string eventName)
    {
        var inbox = new Inbox<T>();
        socket.On<T>(eventName, inbox.Add);
        return inbox;
    }
}
