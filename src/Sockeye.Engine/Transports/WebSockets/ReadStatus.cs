namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>What <see cref="FrameReader.TryRead"/> found.</summary>
internal enum ReadStatus
{
    /// <summary>Nothing complete: more bytes are needed.</summary>
    NeedsMore,
    Text,
    Binary,
    Ping,
    Pong,
    Close,

    /// <summary>The peer broke the rules; see <see cref="FrameReader.Fault"/>. Nothing more can be read.</summary>
    Faulted,
}
