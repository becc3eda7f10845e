using CsCheck;
using Sockeye.Protocol.Tests;

namespace Sockeye.Client.Tests.Connections;

/// <summary>Any order of what applications, servers and networks do, against a model of the client. More at a time with <c>SOCKEYE_CLIENT_LOAD</c>: see <see cref="TestSize"/>.</summary>
public sealed class ReconnectionTests
{
    // What leads on is more frequent, so that connections become open and sockets connected.
    private static readonly Gen<StepKind> Kinds = Gen.Frequency(
        (6, Pick.From(StepKind.Connect, StepKind.ConnectAndWait)),
        (8, Gen.Const(StepKind.Accept)),
        (8, Gen.Const(StepKind.Welcome)),
        (5, Gen.Const(StepKind.Elapse)),
        (5, Pick.From(StepKind.Cut, StepKind.Refuse, StepKind.Abort)),
        (5, Pick.From(StepKind.Cancel, StepKind.Disconnect, StepKind.RefuseSocket, StepKind.Kick)),
        (2, Pick.From(StepKind.AcceptMute, StepKind.TurnAuth, StepKind.Ping, StepKind.DisconnectAll)));

    private static readonly Gen<Step[]> Steps = Gen.Select(Kinds, Gen.Int[0, 1], static (kind, socket) => new Step(kind, socket)).Array[1, 30];

    [Fact]
    public void AnyOrderOfEvents_EndsAsTheModelSays() => Gen.Select(Steps, Gen.Int[0, 9]).Sample(
        static (steps, options) => new ReconnectionWorld(reconnects: options > 0, most: options is 1 or 2 ? options : null).RunAsync(steps).GetAwaiter().GetResult(),
        iter: TestSize.Scale(100, full: 5000),
        threads: 1);
}
