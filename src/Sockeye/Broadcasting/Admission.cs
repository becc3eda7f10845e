namespace Sockeye.Broadcasting;

/// <summary>How the last step of joining a namespace ended.</summary>
internal enum Admission
{
    /// <summary>The socket is in, and its client has the welcome.</summary>
    Connected,

    /// <summary>The connection has gone meanwhile.</summary>
    Gone,

    /// <summary>What the client's session missed cannot be given any more.</summary>
    GivenUp,
}
