using Sockeye.Client;
using Sockeye.WasmPage;

await using var io = new SocketIOClient(Page.GetUrl(), options =>
{
    options.Transports = [.. Page.GetTransports().Select(static name => Enum.Parse<ClientTransport>(name, ignoreCase: true))];
    options.WithCredentials = Page.HasCredentials();
    options.JsonOptions = PageJson.Default.Options;
});
var socket = io.Of();
var upgraded = new TaskCompletionSource();
io.OnUpgrade(_ => upgraded.TrySetResult());
socket.OnConnect(() => Page.Show("connected"));
socket.OnConnectError(error => Page.Show($"{error.Kind}: {error.Message}"));
socket.OnDisconnect(reason => Page.Show($"disconnected: {reason}"));
socket.On<string, byte[]>("message-back", (text, bytes) => Page.Show($"heard {text} {string.Join(' ', bytes)}"));

await socket.ConnectAsync();
await socket.EmitAsync("message", "hello", new byte[] { 1, 2, 3 });
Page.Show($"answered {await socket.EmitWithAckAsync<string>("echo", "grüße")}");
if (Page.GetTransports().Length > 1)
{
    await upgraded.Task;
}

Page.Show($"by {io.TransportName}");
io.Abort();
Page.Show($"answered {await socket.EmitWithAckAsync<string>("echo", "back")}");
await io.DisposeAsync();
Page.Show("done");
