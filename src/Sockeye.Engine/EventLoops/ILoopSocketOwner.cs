namespace Sockeye.Engine.EventLoops;

/// <summary>What a <see cref="LoopSocket"/> is the connection of.</summary>
internal interface ILoopSocketOwner
{
    /// <summary>The other side sends nothing more, and most likely reads nothing more either. The end of the connection follows, behind what it has sent.</summary>
    void OnPeerGone();
}
