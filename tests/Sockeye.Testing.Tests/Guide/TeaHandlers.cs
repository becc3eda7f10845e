namespace Sockeye.Testing.Tests.Guide;

internal sealed class TeaHandlers(Socket socket, IGreeter greeter)
{
    public async Task<string> JoinAsync(string room)
    {
        await socket.JoinAsync(room);
        await socket.To(room).EmitAsync("user joined", room);
        return greeter.Greet(room);
    }
}
