namespace Sockeye.Generators.Handlers;

/// <summary>A parameter of a method or of a constructor.</summary>
/// <param name="Name">The name, as in error messages.</param>
/// <param name="Type">The type in generated code.</param>
/// <param name="Kind">The source of its value.</param>
/// <param name="Item">For <c>params</c>: the type of one value.</param>
/// <param name="IsRequired">Whether a missing or null value is refused.</param>
/// <param name="Default">The value if the client has sent nothing, in C#; <see langword="null"/> if it has no default value.</param>
/// <param name="ServiceKey">The key of the service, in C#.</param>
/// <param name="Check">The check before the method is called.</param>
internal sealed record ParameterModel(
    string Name, string Type, ParameterKind Kind, string? Item = null, bool IsRequired = false, string? Default = null, string? ServiceKey = null, Checks.ValueCheck? Check = null);
