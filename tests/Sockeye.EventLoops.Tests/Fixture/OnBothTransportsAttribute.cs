using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>Runs a test on Kestrel's sockets and on the event loops, with the same further arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class OnBothTransportsAttribute(params object?[] arguments) : DataAttribute
{
    public object?[] Arguments => arguments;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Transport>().Select(transport => new TheoryDataRow([transport, .. arguments]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
