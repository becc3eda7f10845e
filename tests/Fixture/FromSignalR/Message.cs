namespace Sockeye.Fixture.FromSignalR;

public sealed record Message(string From, string Text);
