using Sockeye.Engine.Sessions;
using Sockeye.Timing;

namespace Sockeye.Engine.Transports;

/// <summary>
/// Carries the packets of one session. It shares the lock of the session: members marked "under the gate" are called while it is held, all
/// others without it. It is also the timer for its own end, which cuts off a peer that does not cooperate.
/// </summary>
internal abstract class Transport : WheelTimer
{
    public abstract string Name { get; }

    /// <summary>Whether a packet would be sent at once. Under the gate.</summary>
    public abstract bool IsWritable { get; }

    /// <summary>Whether <see cref="Drain"/> would write now, and would not leave it to a drain that already runs. Under the gate.</summary>
    public abstract bool CanDrain { get; }

    /// <summary>
    /// Checks whether the other side has ended the connection, or its own direction of it, before the end is read. It is a system call, so
    /// do not use it for each packet.
    /// </summary>
    public virtual bool HasPeerGone() => false;

    /// <summary>Writes what is queued, as far as possible without waiting.</summary>
    public abstract void Drain();

    /// <summary>The first half of <see cref="Drain"/>, for a caller that already has the gate. Under the gate.</summary>
    /// <returns>Whether the second half, <see cref="RunDrain"/>, has to follow.</returns>
    public abstract bool TryBeginDrain();

    /// <summary>The second half of <see cref="Drain"/>.</summary>
    public abstract void RunDrain();

    /// <summary>
    /// Ends the transport. If the session is <see cref="EngineSessionState.Closing"/>, what is queued is written first; if it is
    /// <see cref="EngineSessionState.Closed"/>, it is not.
    /// </summary>
    public abstract void Close();

    /// <summary>Ends the transport at once, without informing the peer.</summary>
    public abstract void Abort();
}
