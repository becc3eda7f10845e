namespace Sockeye.Client.Transports;

/// <summary>How a session ended.</summary>
/// <param name="Reason">The reason in the words of socket.io-client, such as <c>transport close</c>.</param>
/// <param name="Failure">The failure, if there was one. It is always set if the session was never opened.</param>
internal sealed record EngineClosed(string Reason, ConnectFailure? Failure);
