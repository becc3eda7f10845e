using Microsoft.CodeAnalysis;
using Sockeye.Generators.Handlers;
using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Checks;

/// <summary>
/// Finds the checks of handlers' arguments: validation attributes, and null for types that are not nullable. It covers parameters, and the
/// members of their types at all levels.
/// </summary>
internal sealed class CheckReader(List<Finding> findings, Compilation compilation)
{
    private const string ValidationAttribute = "System.ComponentModel.DataAnnotations.ValidationAttribute";
    private const string Annotations = "System.ComponentModel.DataAnnotations";
    private const string Json = "System.Text.Json.Serialization";

    private readonly Dictionary<ITypeSymbol, string> _methods = new(SymbolEqualityComparer.Default);
    private readonly List<TypeCheck> _types = [];

    /// <summary>The checks of types that were found so far.</summary>
    public EquatableArray<TypeCheck> Types => _types.ToEquatable();

    /// <summary>The checks of a parameter; <see langword="null"/> if there are none. A missing argument is refused before.</summary>
    public ValueCheck? OfParameter(IParameterSymbol parameter, ITypeSymbol? type) =>
        OfValue(DisplayName(parameter) ?? parameter.Name, Attributes(parameter, parameter.Type), type ?? parameter.Type, refusesNull: false);

    private ValueCheck? OfValue(string displayName, EquatableArray<CheckAttribute> attributes, ITypeSymbol type, bool refusesNull)
    {
        var isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var value = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        var method = MethodOf(value);
        var (itemType, hasKeys) = ItemOf(value);
        var item = method is null && itemType is not null ? OfValue(displayName, default, itemType, RefusesNull(itemType)) : null;
        var canBeNull = isNullable || !type.IsValueType;
        return attributes.Count == 0 && !refusesNull && method is null && item is null
            ? null
            : new ValueCheck(displayName, attributes, canBeNull, refusesNull && canBeNull && !IsRequired(attributes), isNullable, method, item, hasKeys);
    }

    /// <summary>The generated method that checks the members of a type; <see langword="null"/> if there is nothing to check.</summary>
    private string? MethodOf(ITypeSymbol type)
    {
        if (!HasMembers(type) || !Reachable(type).Any(HasOwnChecks))
        {
            return null;
        }

        if (_methods.TryGetValue(type, out var known))
        {
            return known;
        }

        // Before its members are looked at, because they may have the same type.
        var method = $"Check{_methods.Count}";
        _methods.Add(type, method);
        var derived = DerivedOf(type).Select(one => (Type: one, Method: MethodOf(one))).Where(static found => found.Method is not null).Select(static found => new DerivedCheck(TypeNames.Of(found.Type), found.Method!));
        var members = Members(type)
            .Select(member => (member, Value: OfMember(type, member)))
            .Where(static found => found.Value is not null)
            .Select(static found => new MemberCheck(TypeNames.Identifier(found.member.Name), JsonName(found.member), found.Value!));
        _types.Add(new TypeCheck(
            TypeNames.Of(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)), method, members.ToEquatable(), Attributes(type, type), type.Is($"{Annotations}.IValidatableObject"), derived.ToEquatable()));
        return method;
    }

    private ValueCheck? OfMember(ITypeSymbol type, IPropertySymbol member)
    {
        var displayName = DisplayName(member) ?? JsonName(member);
        var attributes = MemberAttributes(type, member);
        if (!IsComputed(type, member))
        {
            return OfValue(displayName, attributes, member.Type, IsRead(type, member) && RefusesNull(member.Type));
        }

        // Its value does not come from the client, and following it may have no end: a negated amount has a negated amount too.
        var isNullable = member.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        return attributes.Count == 0 ? null : new ValueCheck(displayName, attributes, isNullable || !member.Type.IsValueType, RefusesNull: false, isNullable, Type: null, Item: null, HasKeys: false);
    }

    private bool HasOwnChecks(ITypeSymbol type) =>
        type.Is($"{Annotations}.IValidatableObject")
        || type.GetAttributes().Any(IsCheck)
        || Members(type).Any(member =>
            (IsRead(type, member) && RefusesNull(member.Type)) || (!IsComputed(type, member) && RefusesNull(ItemOf(member.Type).Item)) || member.GetAttributes().Any(IsCheck) || ConstructorParameter(type, member)?.GetAttributes().Any(IsCheck) == true);

    private HashSet<ITypeSymbol> Reachable(ITypeSymbol type)
    {
        var found = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var next = new Stack<ITypeSymbol>([type]);
        while (next.Count > 0)
        {
            var current = next.Pop();
            current = current is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : current;
            if (ItemOf(current).Item is { } item)
            {
                next.Push(item);
            }

            if (HasMembers(current) && found.Add(current))
            {
                foreach (var member in Members(current).Where(member => !IsComputed(current, member)))
                {
                    next.Push(member.Type);
                }

                foreach (var derived in DerivedOf(current))
                {
                    next.Push(derived);
                }
            }
        }

        return found;
    }

    // Types of .NET are checked when they are read.
    private bool HasMembers(ITypeSymbol type) =>
        type is INamedTypeSymbol { SpecialType: SpecialType.None }
        && (type.TypeKind is TypeKind.Class or TypeKind.Struct || (type.TypeKind == TypeKind.Interface && DerivedOf(type).Any()))
        && type.ElementType() is null
        && type.ContainingNamespace?.ToDisplayString() is var ns
        && ns is not ("System" or "Microsoft" or "Sockeye")
        && !(ns?.StartsWith("System.", StringComparison.Ordinal) == true)
        && !(ns?.StartsWith("Microsoft.", StringComparison.Ordinal) == true);

    private static IEnumerable<IPropertySymbol> Members(ITypeSymbol type)
    {
        var seen = new HashSet<string>();
        return type is not INamedTypeSymbol named ? [] : named.WithBases().SelectMany(static type => type.GetMembers().OfType<IPropertySymbol>()).Where(member =>
            member is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public }
            && member.Type is not { IsRefLikeType: true }
            && member.Attribute("System.Text.Json.Serialization.JsonIgnoreAttribute") is null
            && seen.Add(member.Name));
    }

    private EquatableArray<CheckAttribute> MemberAttributes(ITypeSymbol type, IPropertySymbol member)
    {
        var own = Attributes(member, member.Type);
        return ConstructorParameter(type, member) is { } parameter ? own.Concat(Attributes(parameter, member.Type)).ToEquatable() : own;
    }

    private EquatableArray<CheckAttribute> Attributes(ISymbol symbol, ITypeSymbol type)
    {
        List<CheckAttribute> attributes = [];
        foreach (var attribute in symbol.GetAttributes().Where(IsCheck))
        {
            if (NeedsReflection(attribute, type) is { } reason)
            {
                findings.Add(Finding.Of(HandlerDiagnostics.UnsupportedCheck, SourceLocation.Of(symbol), attribute.AttributeClass!.Name.Replace("Attribute", string.Empty), symbol.Name, reason));
            }
            else if (!compilation.IsSymbolAccessibleWithin(attribute.AttributeClass!, compilation.Assembly))
            {
                // If it were left out silently, the developer would rely on a check that does not happen.
                findings.Add(Finding.Of(
                    HandlerDiagnostics.UnsupportedCheck, SourceLocation.Of(symbol), attribute.AttributeClass!.Name.Replace("Attribute", string.Empty), symbol.Name, "the attribute is not accessible to generated code, so make it public"));
            }
            else
            {
                attributes.Add(new CheckAttribute(AttributeSource.Of(attribute), attribute.AttributeClass!.ContainingNamespace.ToDisplayString() != Annotations));
            }
        }

        return attributes.ToEquatable();
    }

    private static string? NeedsReflection(AttributeData attribute, ITypeSymbol type) => attribute.AttributeClass!.FullName() switch
    {
        $"{Annotations}.CompareAttribute" => "let the type implement IValidatableObject",
        $"{Annotations}.CustomValidationAttribute" => "derive an attribute from ValidationAttribute",
        $"{Annotations}.RangeAttribute" when attribute.ConstructorArguments.Length == 3 => "give it two numbers, or derive an attribute from ValidationAttribute",
        $"{Annotations}.MaxLengthAttribute" or $"{Annotations}.MinLengthAttribute" or $"{Annotations}.LengthAttribute" when !IsCounted(type) =>
            "the type has to be a string, an array or an ICollection",
        _ => null,
    };

    private static bool IsCounted(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || type.TypeKind == TypeKind.Array || type.Is("System.Collections.ICollection");

    private static bool IsCheck(AttributeData attribute) => attribute.AttributeClass?.Is(ValidationAttribute) == true;

    private static bool IsRequired(EquatableArray<CheckAttribute> attributes) =>
        attributes.Any(static attribute => attribute.Source.StartsWith($"new global::{Annotations}.RequiredAttribute(", StringComparison.Ordinal));

    private static bool RefusesNull(ITypeSymbol? type) => type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };

    // A member that no value of the client reaches cannot be an error of the client.
    private static bool IsRead(ITypeSymbol type, IPropertySymbol member) =>
        member.SetMethod is { DeclaredAccessibility: Accessibility.Public } || ConstructorParameter(type, member) is not null;

    // No value is read into it or stored in it: it is a method in the form of a property.
    private static bool IsComputed(ITypeSymbol type, IPropertySymbol member) =>
        member.SetMethod is null
        && ConstructorParameter(type, member) is null
        && member.Attribute($"{Json}.JsonObjectCreationHandlingAttribute") is null
        && type.Attribute($"{Json}.JsonObjectCreationHandlingAttribute") is null
        && !member.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member));

    // The types that a client may send instead of a type, as the type declares. A type that generated code cannot access is checked as the
    // base type.
    private IEnumerable<INamedTypeSymbol> DerivedOf(ITypeSymbol type) => type.GetAttributes()
        .Where(static attribute => attribute.AttributeClass?.FullName() == $"{Json}.JsonDerivedTypeAttribute")
        .Select(static attribute => attribute.ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol)
        .OfType<INamedTypeSymbol>()
        .Where(derived => !derived.IsUnboundGenericType && !SymbolEqualityComparer.Default.Equals(derived, type) && compilation.IsSymbolAccessibleWithin(derived, compilation.Assembly));

    private static IParameterSymbol? ConstructorParameter(ITypeSymbol type, IPropertySymbol member) =>
        (type as INamedTypeSymbol)?.InstanceConstructors
            .Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            .SelectMany(static constructor => constructor.Parameters)
            .FirstOrDefault(parameter => string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type));

    private static (ITypeSymbol? Item, bool HasKeys) ItemOf(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String ? default
        : type.ElementType() is INamedTypeSymbol { TypeArguments: [_, var value] } pair && pair.FullName() == "System.Collections.Generic.KeyValuePair" ? (value, true)
        : (type.ElementType(), false);

    private static string? DisplayName(ISymbol symbol)
    {
        var display = symbol.Attribute($"{Annotations}.DisplayAttribute")?.NamedArguments.FirstOrDefault(static named => named.Key == "Name").Value.Value as string;
        return display ?? symbol.Attribute("System.ComponentModel.DisplayNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string;
    }

    private static string JsonName(IPropertySymbol member) =>
        member.Attribute("System.Text.Json.Serialization.JsonPropertyNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? CamelCase.Of(member.Name);
}
