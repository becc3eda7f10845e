namespace Sockeye.Client.Tests.Connections;

/// <summary>One thing that happens to a client.</summary>
/// <param name="Kind">What.</param>
/// <param name="Socket">To which of its sockets, 0 or 1, if that matters.</param>
internal readonly record struct Step(StepKind Kind, int Socket)
{
    public override string ToString() => $"{Kind}({Socket})";
}
