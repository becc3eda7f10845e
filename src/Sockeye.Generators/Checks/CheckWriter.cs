using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>
/// Writes checks of values. An error is added with the name at the level at which it is found. Each level above puts its own name in front,
/// but only if there is an error.
/// </summary>
internal sealed class CheckWriter(SourceWriter source)
{
    private const string Errors = "global::Sockeye.Handlers.ArgumentErrors";

    // The trimming warning of these attributes is about types that count by a property "Count". The generator accepts only attributes that
    // do not need that.
    private const string Suppression =
        "[global::System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(\"Trimming\", \"IL2026\", Justification = \"The values are strings, arrays and collections.\")]";

    private readonly List<string> _attributes = [];
    private int _variables;

    /// <summary>Writes the checks of the arguments of one method, and the refusal if a check fails.</summary>
    public void WriteArguments(string eventName, IEnumerable<(string Value, string Name, ValueCheck Check, string? Condition)> arguments)
    {
        source.Line($"var errors = default({Errors});");
        foreach (var (value, name, check, condition) in arguments)
        {
            if (condition is not null)
            {
                source.Open($"if ({condition})");
            }

            WriteValue(value, TypeNames.Literal(name), check, owner: "null");
            if (condition is not null)
            {
                source.Close();
            }
        }

        source.Line($"errors.ThrowIfAny({TypeNames.Literal(eventName)});");
    }

    /// <summary>Writes the methods that check the members of types.</summary>
    public void WriteTypes(EquatableArray<TypeCheck> types)
    {
        foreach (var type in types)
        {
            source.Open($"private static void {type.Method}({type.Type} value, ref {Errors} errors)");
            foreach (var derived in type.Derived)
            {
                source.Line($"if (value.GetType() == typeof({derived.Type})) {{ {derived.Method}(({derived.Type})value, ref errors); return; }}");
            }

            foreach (var member in type.Members)
            {
                WriteValue($"value.{member.Member}", TypeNames.Literal(member.JsonName), member.Value, owner: "value");
            }

            WriteAttributes("value", "string.Empty", TypeNames.Literal(type.Type.Replace("global::", string.Empty)), type.Attributes, "value");
            if (type.ValidatesItself)
            {
                source.Line("errors.Validate(value);");
            }

            source.Close().Line();
        }
    }

    /// <summary>Writes the attributes of all checks so far, each created once.</summary>
    public void WriteAttributes()
    {
        if (_attributes.Count == 0)
        {
            return;
        }

        source.Line(Suppression);
        source.Open("private static class Attributes");
        for (var i = 0; i < _attributes.Count; i++)
        {
            source.Line($"public static readonly global::System.ComponentModel.DataAnnotations.ValidationAttribute A{i} = {_attributes[i]};");
        }

        source.Close().Line();
    }

    private void WriteValue(string value, string name, ValueCheck check, string owner)
    {
        if (check.RefusesNull)
        {
            source.Open($"if ({value} is null)").Line($"errors.AddMissing({name}, {TypeNames.Literal(check.DisplayName)});").Close();
            source.Open("else");
        }

        WriteAttributes(value, name, TypeNames.Literal(check.DisplayName), check.Attributes, owner);
        if (check.Type is not null || check.Item is not null)
        {
            WriteInside(value, name, check);
        }

        if (check.RefusesNull)
        {
            source.Close();
        }
    }

    private void WriteInside(string value, string name, ValueCheck check)
    {
        var number = _variables++;
        source.Open(check.CanBeNull ? $"if ({value} is {{ }} inner{number})" : string.Empty);
        if (!check.CanBeNull)
        {
            source.Line($"var inner{number} = {value};");
        }

        source.Line($"var mark{number} = errors.Count;");
        if (check.Type is { } method)
        {
            source.Line($"{method}(inner{number}, ref errors);");
        }
        else
        {
            WriteItems(number, check);
        }

        source.Line($"if (errors.Count > mark{number}) {{ errors.Prefix(mark{number}, {name}); }}");
        source.Close();
    }

    private void WriteItems(int number, ValueCheck check)
    {
        source.Line($"var index{number} = 0;");
        source.Open($"foreach (var item{number} in inner{number})");
        source.Line("if (errors.IsFull) { break; }");
        var (item, name) = check.HasKeys ? ($"item{number}.Value", $"$\"[{{item{number}.Key}}]\"") : ($"item{number}", $"$\"[{{index{number}}}]\"");
        WriteValue(item, name, check.Item!, owner: "null");
        source.Line($"index{number}++;");
        source.Close();
    }

    private void WriteAttributes(string value, string name, string displayName, EquatableArray<CheckAttribute> attributes, string owner)
    {
        foreach (var attribute in attributes)
        {
            var index = _attributes.IndexOf(attribute.Source);
            if (index < 0)
            {
                index = _attributes.Count;
                _attributes.Add(attribute.Source);
            }

            source.Line(attribute.NeedsContext
                ? $"errors.CheckOf({owner}, Attributes.A{index}, {value}, {name}, {displayName});"
                : $"errors.Check(Attributes.A{index}, {value}, {name}, {displayName});");
        }
    }
}
