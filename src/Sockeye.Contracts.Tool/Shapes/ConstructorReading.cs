using System.Reflection;

namespace Sockeye.Contracts.Shapes;

/// <summary>The constructor that the serializer calls: the one with the attribute, the one without parameters, or the only one.</summary>
internal sealed class ConstructorReading
{
    private readonly ParameterInfo[] _parameters;

    private ConstructorReading(ParameterInfo[] parameters, string? whyNone)
    {
        _parameters = parameters;
        WhyNone = whyNone;
    }

    /// <summary>Why there is no such constructor; <see langword="null"/> if there is one.</summary>
    public string? WhyNone { get; }

    public static ConstructorReading Of(Type type)
    {
        if (type.IsAbstract)
        {
            return new([], "it is abstract: declare the types that are sent with [JsonDerivedType], or use one of them");
        }

        var constructors = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var open = Array.FindAll(constructors, static constructor => constructor.IsPublic);
        var chosen = Array.Find(constructors, static constructor => constructor.Json("JsonConstructorAttribute") is not null)
            ?? Array.Find(open, static constructor => constructor.GetParameters().Length == 0)
            ?? (open.Length == 1 ? open[0] : null);
        return new(chosen?.GetParameters() ?? [], chosen is null && !type.IsValueType ? "it has no constructor to call: mark one with [JsonConstructor]" : null);
    }

    /// <summary>Whether a parameter has the value of a property.</summary>
    public bool Sets(string property) => Find(property) is not null;

    /// <summary>Whether a missing property has a default value.</summary>
    public bool HasDefault(string property) => Find(property)?.HasDefaultValue == true;

    private ParameterInfo? Find(string property) => Array.Find(_parameters, parameter => string.Equals(parameter.Name, property, StringComparison.OrdinalIgnoreCase));
}
