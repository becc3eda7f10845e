using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;
using Sockeye.Naming;

namespace Sockeye.Contracts.Reading;

/// <summary>Reads the methods of an interface as events. The rules are those of the source generator of contracts.</summary>
internal sealed class InterfaceReader(EventReader events, List<Problem> problems)
{
    private const string Token = "System.Threading.CancellationToken";

    /// <param name="type">The interface, or one that it derives from.</param>
    /// <param name="marked">The interface that is marked.</param>
    /// <param name="source">Who sends the events.</param>
    public IEnumerable<ContractEvent> Read(Type type, Type marked, EventSource source)
    {
        var level = TypeReference.Create(type, default, []);
        foreach (var member in level.Type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(static member => member.MetadataToken))
        {
            var origin = $"{marked.Name}.{member.Name}";
            if (member is not MethodInfo method)
            {
                if (member is not Type && IsAbstract(member))
                {
                    problems.Add(new Problem(Problem.NoEvent, $"{origin} is not a method, but only methods can be events. Make it one, or move it to another interface."));
                }

                continue;
            }

            // What has a body is no event: it calls those that are.
            if (method.IsAbstract && !method.IsSpecialName && events.Read(EventNames.Given(method) ?? EventNameRule.Of(method.Name), origin, method, SentOf(method), level.Arguments, source) is { } read)
            {
                yield return read;
            }
        }
    }

    private static IEnumerable<ParameterInfo> SentOf(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return parameters.Length > 0 && parameters[^1].ParameterType.FullName == Token ? parameters.SkipLast(1) : parameters;
    }

    private static bool IsAbstract(MemberInfo member) => member switch
    {
        PropertyInfo property => (property.GetMethod ?? property.SetMethod)!.IsAbstract,
        EventInfo declared => declared.AddMethod!.IsAbstract,
        _ => false,
    };
}
