namespace Sockeye.EventLoops;

/// <summary>What a <see cref="LoopSocket"/> is the connection of.</summary>
public interface ILoopSocketOwner
{
    /// <summary>The other side sends nothing more, and most likely reads nothing more either. The end of the connection follows, behind what it has sent.</summary>
    void OnPeerGone();
}
