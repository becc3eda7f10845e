namespace Sockeye;

/// <summary>Which rooms have their own channels. All servers of a cluster need the same mode.</summary>
public enum RedisSubscriptionMode
{
    /// <summary>One channel for the whole namespace. Every server receives all messages.</summary>
    Static,

    /// <summary>
    /// One channel for each room, except rooms named by the id of a socket. A server without members of a room receives no messages for it.
    /// This is the default.
    /// </summary>
    Dynamic,

    /// <summary>One channel for each room, including rooms named by the id of a socket.</summary>
    DynamicPrivate,
}
