using Sockeye.Broadcasting;

namespace Sockeye.Adapters;

/// <summary>Tells the server that asked what this server's clients acknowledge.</summary>
internal sealed class ClusterAckRelay(ClusterAdapter adapter, string requester, string requestId) : IBroadcastAckObserver
{
    public void Counted(int recipients) => Respond(new ClusterMessage(ClusterMessageType.BroadcastClientCount) { Count = recipients });

    public void Acknowledged(EventArguments arguments) => Respond(new ClusterMessage(ClusterMessageType.BroadcastAck) { Payload = arguments.First() });

    public void Left() => Respond(new ClusterMessage(ClusterMessageType.BroadcastLeft));

    private void Respond(ClusterMessage response) => adapter.Respond(requester, response with { RequestId = requestId });
}
