namespace Sockeye.Contracts;

/// <summary>Creates the error message for an interface that has no generated code.</summary>
internal static class Contract
{
    public static InvalidOperationException NotGenerated(Type contract, string method) => new(
        $"There is no generated code for {method}<{contract.Name}>(). Write the interface itself between the brackets, not a type parameter, in a project that has the source generator of Sockeye: "
        + "a reference to the package, or to the project Sockeye.Generators with OutputItemType=\"Analyzer\".");
}
