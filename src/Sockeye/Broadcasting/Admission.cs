namespace Sockeye.Broadcasting;

/// <summary>How the last step of joining a namespace has ended.</summary>
internal enum Admission
{
    /// <summary>The socket is connected, and its client has the welcome packet.</summary>
    Connected,

    /// <summary>The connection has ended meanwhile.</summary>
    Gone,

    /// <summary>The events that the client's session missed are no longer available.</summary>
    GivenUp,
}
