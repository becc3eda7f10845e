using Sockeye.Engine.Sessions;
using Sockeye.Engine.Transports;

namespace Sockeye.Benchmarks;

/// <summary>A transport that writes to nowhere, and only when it is told to: what is left is the cost of everything above the socket.</summary>
internal sealed class NullTransport(EngineSession session) : Transport
{
    public override string Name => "null";

    public override bool IsWritable => true;

    public override bool CanDrain => false;

    public override void Drain()
    {
        lock (session.Gate)
        {
            var batch = session.TakeQueued();
            session.Written(batch.Bytes, batch.Count);
            batch.Release();
        }
    }

    public override bool TryBeginDrain() => false;

    public override void RunDrain()
    {
    }

    public override void Close()
    {
    }

    public override void Abort()
    {
    }

    protected override void OnElapsed()
    {
    }
}
