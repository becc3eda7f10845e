using Sockeye.Engine.Sessions;
using Sockeye.Timing;

namespace Sockeye.Engine.Transports;

/// <summary>
/// Carries the packets of one session. It shares the session's lock: what is marked "under the gate" is called with it
/// held, everything else without. It is a timer for its own ending: a peer that does not take part is cut off.
/// </summary>
internal abstract class Transport : WheelTimer
{
    public abstract string Name { get; }

    /// <summary>Whether a packet would leave at once. Under the gate.</summary>
    public abstract bool IsWritable { get; }

    /// <summary>Whether <see cref="Drain"/> would write now, rather than leave it to a drain that runs already. Under the gate.</summary>
    public abstract bool CanDrain { get; }

    /// <summary>Looks whether the other side has ended the connection, or its own direction of it, before the end is read. A system call: not for each packet.</summary>
    public virtual bool HasPeerGone() => false;

    /// <summary>Writes what is queued, as far as that goes without waiting.</summary>
    public abstract void Drain();

    /// <summary>The first half of <see cref="Drain"/>, for a caller that has the gate already. Under the gate.</summary>
    /// <returns>Whether the second, <see cref="RunDrain"/>, has to follow.</returns>
    public abstract bool TryBeginDrain();

    /// <summary>The second half of <see cref="Drain"/>.</summary>
    public abstract void RunDrain();

    /// <summary>
    /// The session is <see cref="EngineSessionState.Closing"/>: write what is queued, then end. Or it is
    /// <see cref="EngineSessionState.Closed"/>: end.
    /// </summary>
    public abstract void Close();

    /// <summary>Ends at once, without telling the peer.</summary>
    public abstract void Abort();
}
