namespace Sockeye.Engine.EventLoops;

/// <summary>What a <see cref="LoopSocket"/> is the connection of.</summary>
internal interface ILoopSocketOwner
{
    /// <summary>The other side will read nothing more. The end of the connection follows.</summary>
    void OnPeerGone();
}
