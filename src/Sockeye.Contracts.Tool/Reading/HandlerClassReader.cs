using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;
using Sockeye.Naming;

namespace Sockeye.Contracts.Reading;

/// <summary>Reads the public methods of a handler class as events. The rules are those of the source generator of handler classes.</summary>
internal sealed class HandlerClassReader(EventReader events)
{
    public IEnumerable<ContractEvent> Read(Type type)
    {
        HandlerMethod[] all = [.. MethodsOf(type)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in all)
        {
            // The most derived is the first, and is called in place of those that it overrides or hides.
            if (!seen.Add(one.Signature))
            {
                continue;
            }

            HandlerMethod[] overridden = [.. WithOverridden(one, all)];
            if (!IsEvent(one, overridden, type))
            {
                continue;
            }

            var method = one.Method;
            var name = overridden.Select(static each => EventNames.Given(each.Method)).FirstOrDefault(static given => given is not null) ?? NameInInterface(one, type) ?? EventNameRule.Of(method.Name);
            var parameters = method.GetParameters();
            if (events.Read(name, $"{type.Name}.{method.Name}", method, parameters.Where(HandlerParameters.IsSent), one.TypeParameters, EventSource.HandlerClass) is { } read)
            {
                // What a method answers by itself, it says nowhere.
                yield return read.Answer is null && parameters.Any(HandlerParameters.Answers) ? read with { Answer = ScalarShape.Unknown } : read;
            }
        }
    }

    private static IEnumerable<HandlerMethod> MethodsOf(Type type)
    {
        for (var level = TypeReference.Create(type, default, []); level is not null; level = level.Base)
        {
            foreach (var method in level.Type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(static method => method.MetadataToken))
            {
                if (!method.IsSpecialName && method.Find("System.Runtime.CompilerServices.CompilerGeneratedAttribute") is null)
                {
                    yield return new HandlerMethod(method, level.Arguments);
                }
            }
        }
    }

    private static IEnumerable<HandlerMethod> WithOverridden(HandlerMethod method, HandlerMethod[] all)
    {
        foreach (var one in all.SkipWhile(one => one != method).Where(one => one.Signature == method.Signature))
        {
            yield return one;
            if (!one.IsOverride)
            {
                yield break;
            }
        }
    }

    private static bool IsEvent(HandlerMethod one, HandlerMethod[] overridden, Type type)
    {
        var name = one.Method.Name;
        var isDisposal = one.Method.GetParameters().Length == 0
            && ((name == "Dispose" && Implements(type, "System.IDisposable")) || (name == "DisposeAsync" && Implements(type, "System.IAsyncDisposable")));
        return name is not ("OnConnectedAsync" or "OnDisconnectedAsync")
            && !isDisposal
            && overridden[^1].Method.DeclaringType!.FullName != "System.Object"
            && !overridden.Any(static each => each.Method.Find("Sockeye.NonEventAttribute") is not null);
    }

    private static string? NameInInterface(HandlerMethod method, Type type) => type.GetInterfaces()
        .Select(static one => TypeReference.Create(one, default, []))
        .SelectMany(static level => level.Type.GetMethods().Select(one => new HandlerMethod(one, level.Arguments)))
        .Where(one => one.Signature == method.Signature)
        .Select(static one => EventNames.Given(one.Method))
        .FirstOrDefault(static name => name is not null);

    private static bool Implements(Type type, string name) => type.GetInterfaces().Any(one => one.FullName == name);
}
