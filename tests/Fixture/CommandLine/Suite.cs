namespace Sockeye.Fixture.CommandLine;

/// <summary>Whose expectations are served.</summary>
internal enum Suite
{
    /// <summary>The contract of this fixture.</summary>
    Contract,

    /// <summary>The server that the test suite of the reference client expects.</summary>
    Client,

    /// <summary>The server that the test suite of the reference's Engine.IO client expects.</summary>
    EngineClient,

    /// <summary>The hub of <c>docs/from-signalr.md</c>, ported.</summary>
    FromSignalR,
}
