namespace Sockeye.Client.Connections;

/// <summary>What the client has to do next.</summary>
internal enum ReconnectionStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open the connection.</summary>
    Open,

    /// <summary>Wait for <see cref="Reconnection.Delay"/>, then call <see cref="Reconnection.Elapsed"/>.</summary>
    Wait,

    /// <summary>Report that the client gives up.</summary>
    GiveUp,

    /// <summary>Close what is open, is being opened or is waited for.</summary>
    Close,
}
