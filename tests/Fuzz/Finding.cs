namespace Sockeye.Fuzz;

/// <summary>An input that a decoder could not take.</summary>
internal sealed record Finding(byte[] Input, string What, Exception? Exception)
{
    public override string ToString() => $"{What}\ninput: {Convert.ToHexStringLower(Input)}\n{Exception}";
}
