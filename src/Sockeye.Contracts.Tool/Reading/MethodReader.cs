using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;
using Sockeye.Naming;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Contracts.Reading;

/// <summary>Reads the methods of an interface as events. The rules are those of the source generator of contracts.</summary>
internal sealed class MethodReader(ShapeReader shapes, List<Problem> problems)
{
    private const string Token = "System.Threading.CancellationToken";
    private static readonly string[] Tasks = ["System.Void", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask"];
    private static readonly string[] Answers = ["System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask`1"];
    private const string Stream = "System.Collections.Generic.IAsyncEnumerable`1";

    /// <param name="type">The interface, or one that it derives from.</param>
    /// <param name="marked">The interface that is marked.</param>
    /// <param name="isToClient">Whether the server sends the events.</param>
    public IEnumerable<ContractEvent> Read(Type type, Type marked, bool isToClient)
    {
        var level = TypeReference.Create(type, default, []);
        foreach (var member in level.Type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(static member => member.MetadataToken))
        {
            var origin = $"{marked.Name}.{member.Name}";
            if (member is not MethodInfo method)
            {
                if (member is not Type && IsAbstract(member))
                {
                    Add(Problem.NoEvent, $"{origin} is not a method, and only methods are events. Make it one, or move it to another interface.");
                }

                continue;
            }

            // What has a body is no event: it calls those that are.
            if (method.IsAbstract && !method.IsSpecialName && Read(method, origin, level.Arguments, isToClient) is { } read)
            {
                yield return read;
            }
        }
    }

    private ContractEvent? Read(MethodInfo method, string origin, IReadOnlyList<TypeReference> typeParameters, bool isToClient)
    {
        var name = method.Find("Sockeye.EventAttribute")?.Argument<string>(0) ?? EventNameRule.Of(method.Name);
        if (ReservedEvents.IsReserved(name))
        {
            return Add(Problem.Reserved, $"{origin}: the event \"{name}\" belongs to Socket.IO. Rename the method, or give it another event by [Event(\"...\")].");
        }

        if (method.IsGenericMethod || method.IsStatic)
        {
            return Add(Problem.NoEvent, $"{origin} is generic or static, and an event has arguments of known types. Write one method for each type.");
        }

        try
        {
            var (answer, item) = ReadResult(method, origin, typeParameters, isToClient);
            var parameters = method.GetParameters();
            var count = parameters.Length > 0 && parameters[^1].ParameterType.FullName == Token ? parameters.Length - 1 : parameters.Length;
            EventParameter[] read = [.. parameters.Take(count).Select(parameter => ReadParameter(parameter, origin, typeParameters, isToClient))];
            return new ContractEvent(name, origin, read, answer, shapes.Documentation.Of(method)) { Item = item };
        }
        catch (NoJsonException exception)
        {
            return Add(Problem.NoJson, exception.Message);
        }
    }

    private (Shape? Answer, Shape? Item) ReadResult(MethodInfo method, string origin, IReadOnlyList<TypeReference> typeParameters, bool isToClient)
    {
        var result = TypeReference.Create(method.ReturnType, NullabilityFlags.Of(method.ReturnParameter), typeParameters);
        var name = result.Type.FullName ?? "";
        if (Tasks.Contains(name))
        {
            return (null, null);
        }

        if (!Answers.Contains(name) && (name != Stream || isToClient))
        {
            throw new NoJsonException(name == Stream
                ? $"{origin} returns a stream, and only servers have streams. Return Task<T>, or send an event for each item."
                : $"{origin} returns {result}. Return void, Task or ValueTask for an event, Task<T> or ValueTask<T> for an event with an answer, IAsyncEnumerable<T> for a stream of the server.");
        }

        var shape = Read(result.Arguments[0], $"the result of {origin}");
        return name == Stream ? (ScalarShape.Unknown, shape) : (shape, null);
    }

    private EventParameter ReadParameter(ParameterInfo parameter, string origin, IReadOnlyList<TypeReference> typeParameters, bool isToClient)
    {
        var place = $"the parameter '{parameter.Name}' of {origin}";
        if (parameter.ParameterType.IsByRef)
        {
            throw new NoJsonException($"{place} is passed by reference, and an argument is a copy. Remove ref, out or in.");
        }

        var reference = TypeReference.Create(parameter.ParameterType, NullabilityFlags.Of(parameter), typeParameters);
        if (parameter.Find("System.ParamArrayAttribute") is not null || parameter.Find("System.Runtime.CompilerServices.ParamCollectionAttribute") is not null)
        {
            return new EventParameter(parameter.Name!, Read(reference.Arguments[0], place), IsRest: true);
        }

        // A server sends all arguments, with the default value of each that its caller leaves out.
        return new EventParameter(parameter.Name!, Read(reference, place), IsOptional: parameter.HasDefaultValue && !isToClient);
    }

    private Shape Read(TypeReference reference, string place)
    {
        try
        {
            return shapes.Read(reference);
        }
        catch (NoJsonException exception)
        {
            throw new NoJsonException($"{place}: {exception.Message}");
        }
    }

    private static bool IsAbstract(MemberInfo member) => member switch
    {
        PropertyInfo property => (property.GetMethod ?? property.SetMethod)!.IsAbstract,
        EventInfo declared => declared.AddMethod!.IsAbstract,
        _ => false,
    };

    private ContractEvent? Add(string code, string text)
    {
        problems.Add(new Problem(code, text));
        return null;
    }
}
