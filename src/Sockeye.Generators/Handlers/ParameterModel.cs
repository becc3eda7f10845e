namespace Sockeye.Generators.Handlers;

/// <summary>A parameter of a method or of a constructor.</summary>
/// <param name="Name">Its name, as errors have it.</param>
/// <param name="Type">Its type, as generated code writes it.</param>
/// <param name="Kind">Where its value comes from.</param>
/// <param name="Item">Of <c>params</c>: the type of one value.</param>
/// <param name="IsRequired">Whether a value that is missing or null is refused.</param>
/// <param name="Default">What it is if the client sent nothing, as C#; nothing if it has no default.</param>
/// <param name="ServiceKey">The key of the service, as C#.</param>
/// <param name="Check">What is checked before the method is called.</param>
internal sealed record ParameterModel(
    string Name, string Type, ParameterKind Kind, string? Item = null, bool IsRequired = false, string? Default = null, string? ServiceKey = null, Checks.ValueCheck? Check = null);
