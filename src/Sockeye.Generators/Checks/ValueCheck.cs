using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>What is checked of one value.</summary>
/// <param name="DisplayName">What messages call it.</param>
/// <param name="Attributes">Its attributes, as C#.</param>
/// <param name="CanBeNull">Whether its type has null.</param>
/// <param name="RefusesNull">Whether null is an error because the type is not nullable.</param>
/// <param name="IsNullableValue">Whether it is a <see cref="Nullable{T}"/>.</param>
/// <param name="Type">The type whose members are checked, if any.</param>
/// <param name="Item">What is checked of each item, if it is a sequence.</param>
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
