namespace Sockeye;

/// <summary>An event on its way to a client, as a catch-all listener gets it.</summary>
/// <param name="Socket">The recipient.</param>
/// <param name="Name">The name of the event.</param>
/// <param name="Arguments">The arguments, without the name.</param>
public sealed record OutgoingEvent(Socket Socket, string Name, EventArguments Arguments);
