namespace Sockeye.Simulation;

/// <summary>A server's end of the <see cref="RoomNetwork"/>.</summary>
internal sealed class RoomLine(RoomNetwork network, SimulatedServer server) : RoomChannel
{
    private Action<ReadOnlyMemory<byte>>? _onMessage;

    public SimulatedServer Server { get; } = server;

    public string ServerId { get; private set; } = "";

    public override Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        ServerId = serverId;
        _onMessage = onMessage;
        network.Add(this);
        return Task.CompletedTask;
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) => network.PublishAsync(this, message.ToArray(), toServer);

    public void Receive(byte[] message) => _onMessage!(message);

    public void Close() => network.Remove(this);
}
