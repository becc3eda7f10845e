namespace Sockeye.Engine.Sessions;

/// <summary>The result of a message on a transport that is being probed.</summary>
internal enum ProbeVerdict
{
    /// <summary>The probe continues.</summary>
    Continue,

    /// <summary>The transport is now the one in use.</summary>
    Upgraded,

    /// <summary>A post is being handled first. Pass the message again after it.</summary>
    WaitForPost,

    /// <summary>The transport has to be closed. The session continues without it.</summary>
    Failed,
}
