namespace Sockeye.Fuzz;

/// <summary>A decoder that is given bytes which nobody has looked at. To fuzz another one, write its target and add it to <see cref="FuzzTargets"/>.</summary>
internal interface IFuzzTarget
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Valid inputs, from which the others are made by mutation: one at least for each thing that the format can say.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Decodes an input. Refusing it is fine.</summary>
    /// <exception cref="InvariantException">The decoder said something that cannot be. Any other exception is a finding too.</exception>
    void Run(byte[] input);
}
