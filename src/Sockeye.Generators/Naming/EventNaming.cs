using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Naming;

/// <summary>Gives a method the name of its event: what <c>[Event]</c> says, otherwise its own name in camel case and without <c>Async</c>.</summary>
internal static class EventNaming
{
    private const string Attribute = "Sockeye.EventAttribute";
    private const string Suffix = "Async";

    public static string NameOf(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == Attribute && attribute.ConstructorArguments is { Length: 1 } arguments && arguments[0].Value is string name)
            {
                return name;
            }
        }

        return Of(method.Name);
    }

    /// <summary><c>JoinRoomAsync</c> is <c>joinRoom</c>.</summary>
    public static string Of(string methodName)
    {
        var name = methodName.Length > Suffix.Length && methodName.EndsWith(Suffix, StringComparison.Ordinal)
            ? methodName.Substring(0, methodName.Length - Suffix.Length)
            : methodName;
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
