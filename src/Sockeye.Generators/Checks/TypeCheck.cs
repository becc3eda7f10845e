using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>What is checked of values of one type.</summary>
/// <param name="Type">The type, as generated code writes it.</param>
/// <param name="Method">The name of the generated method.</param>
/// <param name="Members">What is checked of its members.</param>
/// <param name="Attributes">The attributes of the type itself.</param>
/// <param name="ValidatesItself">Whether it is an <c>IValidatableObject</c>.</param>
/// <param name="Derived">What is checked in its place, if a value is of a derived type.</param>
internal sealed record TypeCheck(string Type, string Method, EquatableArray<MemberCheck> Members, EquatableArray<CheckAttribute> Attributes, bool ValidatesItself, EquatableArray<DerivedCheck> Derived);
