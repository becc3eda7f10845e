namespace Sockeye.Client.Transports;

/// <summary>Why a session could not be opened, or why it ended.</summary>
/// <param name="Kind">The kind of failure, for programs.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Inner">The exception of .NET.</param>
internal sealed record ConnectFailure(ConnectErrorKind Kind, string Message, Exception? Inner = null);
