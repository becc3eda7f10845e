using Sockeye.Broadcasting;

namespace Sockeye.Adapters;

/// <summary>Reports the acknowledgements of this server's clients to the server that asked for them.</summary>
internal sealed class ClusterAckRelay(ClusterAdapter adapter, string requester, string requestId) : IBroadcastAckObserver
{
    public void Counted(int recipients) => Respond(new ClusterMessage(ClusterMessageType.BroadcastClientCount) { Count = recipients });

    public void Acknowledged(EventArguments arguments) => Respond(new ClusterMessage(ClusterMessageType.BroadcastAck) { Payload = arguments.First() });

    public void Left() => Respond(new ClusterMessage(ClusterMessageType.BroadcastLeft));

    private void Respond(ClusterMessage response) => adapter.Respond(requester, response with { RequestId = requestId });
}
