using System.Text.Json.Serialization;

namespace Sockeye.TypeScriptContracts;

/// <summary>Something on the board.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Group), "group")]
public abstract record Shape(string Colour);
