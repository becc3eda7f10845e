namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The result of <see cref="FrameReader.TryRead"/>.</summary>
internal enum ReadStatus
{
    /// <summary>Nothing is complete; more bytes are needed.</summary>
    NeedsMore,
    Text,
    Binary,
    Ping,
    Pong,
    Close,

    /// <summary>The peer violated the protocol; see <see cref="FrameReader.Fault"/>. Nothing more can be read.</summary>
    Faulted,
}
