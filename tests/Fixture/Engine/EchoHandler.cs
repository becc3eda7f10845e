using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Fixture.Engine;

/// <summary>Sends every message back as it came.</summary>
internal sealed class EchoHandler(EngineSession session) : IEngineSessionHandler
{
    public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
    {
        session.Send(isBinary ? EncodedPacket.FromBinary(data) : EncodedPacket.FromText(data));
        return default;
    }

    public void OnClosed(EngineCloseReason reason, string? description)
    {
    }
}
