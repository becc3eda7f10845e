namespace Sockeye.Engine.Sessions;

/// <summary>What a message on a transport that is being probed led to.</summary>
internal enum ProbeVerdict
{
    /// <summary>The probe goes on.</summary>
    Continue,

    /// <summary>The transport is the session's now.</summary>
    Upgraded,

    /// <summary>A post is being worked off first; the message is to be given again.</summary>
    WaitForPost,

    /// <summary>The transport is to be closed; the session goes on without it.</summary>
    Failed,
}
