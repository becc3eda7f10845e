using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Transports;

namespace Sockeye.Simulation;

/// <summary>Carries the packets of a session to a client of this process.</summary>
internal sealed class SimulatedTransport(EngineSession session, Connection connection) : Transport
{
    private bool _isWriting;
    private bool _isOver;

    public override string Name => "websocket";

    public override bool IsWritable => !_isOver;

    public override bool CanDrain => !_isWriting;

    public override bool TryBeginDrain() => !_isWriting && !_isOver && session.HasQueued && (_isWriting = true);

    public override void Drain()
    {
        bool begins;
        lock (session.Gate)
        {
            begins = TryBeginDrain();
        }

        if (begins)
        {
            RunDrain();
        }
    }

    public override void RunDrain()
    {
        while (true)
        {
            Outbox batch;
            lock (session.Gate)
            {
                if (!session.HasQueued)
                {
                    _isWriting = false;
                    return;
                }

                batch = session.TakeQueued();
            }

            for (var i = 0; i < batch.Count; i++)
            {
                connection.ToClient(batch[i].PollingForm);
            }

            lock (session.Gate)
            {
                session.Written(batch.Bytes, batch.Count);
            }

            batch.Release();
        }
    }

    public override void Close()
    {
        if (!_isOver)
        {
            Drain();
            _isOver = true;
            connection.CloseByServer();
        }
    }

    public override void Abort() => Close();

    protected override void OnElapsed()
    {
    }
}
