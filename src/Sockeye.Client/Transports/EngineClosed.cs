namespace Sockeye.Client.Transports;

/// <summary>How a session ended.</summary>
/// <param name="Reason">The reference's word, such as <c>transport close</c>.</param>
/// <param name="Failure">What went wrong, if something did. It is always set if the session was never opened.</param>
internal sealed record EngineClosed(string Reason, ConnectFailure? Failure);
