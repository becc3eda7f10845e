namespace Sockeye.EventLoops;

/// <summary>What a <see cref="LoopSocket"/> is the connection of. It hears of the other side in a turn of the loop; it must not wait for anything.</summary>
public interface ILoopSocketOwner
{
    /// <summary>The other side sends nothing more, and most likely reads nothing more either. The end of the connection follows, behind what it has sent. Called only if many go at a time.</summary>
    void OnPeerGone();

    /// <summary>The connection is broken: nothing can be sent any more, also if nobody reads or writes at the moment. What has come before can still be read. It may be called more than once.</summary>
    void OnBroken()
    {
    }
}
