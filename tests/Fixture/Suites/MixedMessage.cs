namespace Sockeye.Fixture.Suites;

/// <summary>Text and binary in one object, as the client suite sends it.</summary>
internal sealed record MixedMessage(string Hello, byte[] Message, string Goodbye)
{
    public bool IsExpected => Hello == "lol" && Message.Length > 0 && Goodbye == "gotcha";
}
