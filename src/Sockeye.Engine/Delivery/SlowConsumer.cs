using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Delivery;

/// <summary>What becomes of a session whose outbox is full.</summary>
internal static class SlowConsumer
{
    /// <summary>Ends the session, from another thread: the one that sends may hold locks that the handler takes.</summary>
    public static void EndLater(EngineSession session, EngineServer server)
    {
        server.Metrics.SlowConsumer();
        ThreadPool.UnsafeQueueUserWorkItem(
            static session =>
            {
                session.End(EngineCloseReason.TransportError, "slow consumer");
                session.Transport.Abort();
            },
            session,
            preferLocal: false);
    }
}
