namespace Sockeye.Client.Tests.Support;

/// <summary>Tests that look at the whole process, or need all of it: none runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Alone";
}
