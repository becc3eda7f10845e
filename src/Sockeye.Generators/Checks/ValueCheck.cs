using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>The check of one value.</summary>
/// <param name="DisplayName">The name in error messages.</param>
/// <param name="Attributes">Its attributes in C#.</param>
/// <param name="CanBeNull">Whether its type can be null.</param>
/// <param name="RefusesNull">Whether null is an error because the type is not nullable.</param>
/// <param name="IsNullableValue">Whether it is a <see cref="Nullable{T}"/>.</param>
/// <param name="Type">The type whose members are checked; <see langword="null"/> if there is none.</param>
/// <param name="Item">The check of each item, if it is a sequence.</param>
/// <param name="HasKeys">Whether the items are the values of a dictionary.</param>
internal sealed record ValueCheck(
    string DisplayName,
    EquatableArray<CheckAttribute> Attributes,
    bool CanBeNull,
    bool RefusesNull,
    bool IsNullableValue,
    string? Type,
    ValueCheck? Item,
    bool HasKeys);
