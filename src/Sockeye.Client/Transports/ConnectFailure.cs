namespace Sockeye.Client.Transports;

/// <summary>Why a session could not be opened, or ended.</summary>
/// <param name="Kind">The kind, for programs.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Inner">What .NET said.</param>
internal sealed record ConnectFailure(ConnectErrorKind Kind, string Message, Exception? Inner = null);
