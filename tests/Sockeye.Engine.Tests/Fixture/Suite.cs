namespace Sockeye.Engine.Tests.Fixture;

/// <summary>The suite runs once for each transport, as <c>SOCKEYE_TEST_TRANSPORT</c> says: <c>sockets</c>, <c>loops</c> or <c>tls</c>.</summary>
public static class Suite
{
    public static TestTransport Transport { get; } =
        Enum.Parse<TestTransport>(Environment.GetEnvironmentVariable("SOCKEYE_TEST_TRANSPORT") ?? nameof(TestTransport.Sockets), ignoreCase: true);

    public static bool HasLoops => Transport == TestTransport.Loops;
}
