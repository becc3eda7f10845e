using CsCheck;

namespace Sockeye.Protocol.Tests;

internal static class Pick
{
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
