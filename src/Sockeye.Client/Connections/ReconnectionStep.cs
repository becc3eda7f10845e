namespace Sockeye.Client.Connections;

/// <summary>What the client has to do next.</summary>
internal enum ReconnectionStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open the connection.</summary>
    Open,

    /// <summary>Wait for <see cref="Reconnection.Delay"/>, then say <see cref="Reconnection.Elapsed"/>.</summary>
    Wait,

    /// <summary>Tell that it gives up.</summary>
    GiveUp,

    /// <summary>Close what is open, being opened, or waited for.</summary>
    Close,
}
