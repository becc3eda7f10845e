using Sockeye.Timing;

namespace Sockeye.Connections;

/// <summary>Ends a connection that joins no namespace.</summary>
internal sealed class ConnectTimer(Client client) : WheelTimer
{
    protected override void OnElapsed() => client.OnConnectTimeout();
}
