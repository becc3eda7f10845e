namespace Sockeye;

/// <summary>For which rooms there are channels of their own. All servers of a cluster need the same mode.</summary>
public enum RedisSubscriptionMode
{
    /// <summary>One channel for the whole namespace: every server receives everything.</summary>
    Static,

    /// <summary>A channel for each room but those named by a socket's id: a server without members receives nothing for the room. The default.</summary>
    Dynamic,

    /// <summary>A channel for each room, those named by a socket's id among them.</summary>
    DynamicPrivate,
}
