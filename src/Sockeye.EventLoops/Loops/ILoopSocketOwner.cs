namespace Sockeye.EventLoops;

/// <summary>
/// The owner of a <see cref="LoopSocket"/>. It is called in a turn of the loop when the other side goes. It must not wait for anything.
/// </summary>
public interface ILoopSocketOwner
{
    /// <summary>
    /// Called when the other side sends nothing more, and most likely reads nothing more. The end of the connection follows, behind the
    /// data that it has sent. This is called only if many connections go at the same time.
    /// </summary>
    void OnPeerGone();

    /// <summary>
    /// Called when the connection is broken: nothing can be sent any more. It is called even if no code reads or writes at the moment. Data
    /// that has arrived before can still be read. It may be called more than once.
    /// </summary>
    void OnBroken()
    {
    }
}
