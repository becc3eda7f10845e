using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>The check of values of one type.</summary>
/// <param name="Type">The type in generated code.</param>
/// <param name="Method">The name of the generated method.</param>
/// <param name="Members">The checks of its members.</param>
/// <param name="Attributes">The attributes of the type itself.</param>
/// <param name="ValidatesItself">Whether it is an <c>IValidatableObject</c>.</param>
/// <param name="Derived">The checks of derived types, which apply instead if a value is of one of them.</param>
internal sealed record TypeCheck(string Type, string Method, EquatableArray<MemberCheck> Members, EquatableArray<CheckAttribute> Attributes, bool ValidatesItself, EquatableArray<DerivedCheck> Derived);
