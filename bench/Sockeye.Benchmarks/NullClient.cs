using Sockeye.Engine.Sessions;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Benchmarks;

/// <summary>The far side of a <see cref="NullTransport"/>.</summary>
internal sealed class NullClient(EngineSession session, NullTransport transport)
{
    /// <summary>Gives the server one text message, and takes what it is answered with.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        session.BeginDispatch();
        session.ReceiveAsync(EnginePacketType.Message, message, isBinary: false).AsTask().GetAwaiter().GetResult();
        session.EndDispatch();
        transport.Drain();
    }

    /// <summary>Takes what waits.</summary>
    public void Drain() => transport.Drain();
}
