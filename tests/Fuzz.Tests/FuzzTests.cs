using CsCheck;

namespace Sockeye.Fuzz.Tests;

/// <summary>A short run of every target. CONTRIBUTING.md says how to run one for longer.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 100_000;
    private const int Seed = 1; // the same inputs each time: a fault that is found stays found

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_MutatedSeeds_AreTakenOrRefused(string name)
    {
        var run = new FuzzRun(Find(name));

        var finding = run.Search(Seed, () => run.Count < Inputs);

        Assert.True(finding is null, finding?.ToString());
        Assert.Equal(Inputs, run.Count);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_AnyBytes_AreTakenOrRefused(string name)
    {
        var target = Find(name);

        Gen.Byte.Array[0, 300].Sample(input => Assert.Null(new FuzzRun(target).Try(input)), iter: 5_000, threads: 1);
    }

    [Fact]
    public void Run_OfATargetThatThrows_IsAFinding()
    {
        var finding = new FuzzRun(new FaultyTarget()).Search(Seed, static () => true);

        Assert.NotNull(finding);
        Assert.Contains((byte)'!', finding.Input);
        Assert.IsType<FormatException>(finding.Exception);
    }

    private static IFuzzTarget Find(string name) => FuzzTargets.All.Single(target => target.Name == name);

    private sealed class FaultyTarget : IFuzzTarget
    {
        public string Name => "faulty";

        public IReadOnlyList<byte[]> Seeds { get; } = ["seed"u8.ToArray(), [0x20, 0x20]];

        public void Run(byte[] input)
        {
            if (input.Contains((byte)'!'))
            {
                throw new FormatException();
            }
        }
    }
}
