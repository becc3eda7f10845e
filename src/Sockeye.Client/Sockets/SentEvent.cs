namespace Sockeye.Client;

/// <summary>An event on its way to the server, as a catch-all listener gets it.</summary>
/// <param name="Socket">The socket that sends it.</param>
/// <param name="Name">The name of the event.</param>
/// <param name="Arguments">The arguments, without the name.</param>
public sealed record SentEvent(ClientSocket Socket, string Name, EventArguments Arguments);
