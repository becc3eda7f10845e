using Microsoft.CodeAnalysis;
using Sockeye.Naming;

namespace Sockeye.Generators.Naming;

/// <summary>Gives a method the name of its event: what <c>[Event]</c> says, otherwise its own name in camel case and without <c>Async</c>.</summary>
internal static class EventNaming
{
    private const string Attribute = "Sockeye.EventAttribute";

    public static string NameOf(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == Attribute && attribute.ConstructorArguments is { Length: 1 } arguments && arguments[0].Value is string name)
            {
                return name;
            }
        }

        return EventNameRule.Of(method.Name);
    }
}
