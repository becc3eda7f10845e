using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Contracts.Reading;

/// <summary>Reads what an event takes and is answered with from its method.</summary>
internal sealed class EventReader(ShapeReader shapes, List<Problem> problems)
{
    private const string Stream = "System.Collections.Generic.IAsyncEnumerable`1";
    private static readonly string[] Tasks = ["System.Void", "System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask"];
    private static readonly string[] Answers = ["System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask`1"];

    /// <param name="name">The name of the event.</param>
    /// <param name="origin">The type and the method, for messages.</param>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Those of its parameters that are sent.</param>
    /// <param name="typeParameters">What the type parameters of its type are.</param>
    /// <param name="source">What it is a method of.</param>
    /// <returns>Nothing if the event cannot be: the reason is among the problems.</returns>
    public ContractEvent? Read(string name, string origin, MethodInfo method, IEnumerable<ParameterInfo> parameters, IReadOnlyList<TypeReference> typeParameters, EventSource source)
    {
        if (ReservedEvents.IsReserved(name))
        {
            return Add(Problem.Reserved, $"{origin}: the event \"{name}\" belongs to Socket.IO. Rename the method, or give it another event name with [Event(\"...\")].");
        }

        if (method.IsGenericMethod || (method.IsStatic && source != EventSource.HandlerClass))
        {
            return Add(Problem.NoEvent, $"{origin} is generic or static, but an event has arguments of known types. Write one method for each type.");
        }

        try
        {
            var (answer, item) = ReadResult(method, origin, typeParameters, source);
            EventParameter[] read = [.. parameters.Select(parameter => ReadParameter(parameter, origin, typeParameters, source))];
            return new ContractEvent(name, origin, read, answer, shapes.Documentation.Of(method)) { Item = item };
        }
        catch (NoJsonException exception)
        {
            return Add(Problem.NoJson, exception.Message);
        }
    }

    private (Shape? Answer, Shape? Item) ReadResult(MethodInfo method, string origin, IReadOnlyList<TypeReference> typeParameters, EventSource source)
    {
        var result = TypeReference.Create(method.ReturnType, NullabilityFlags.Of(method.ReturnParameter), typeParameters);
        var name = result.Type.FullName ?? "";
        var place = $"the result of {origin}";
        if (Tasks.Contains(name))
        {
            return (null, null);
        }

        if (name == Stream && source != EventSource.ServerToClient)
        {
            return (ScalarShape.Unknown, Read(result.Arguments[0], place));
        }

        if (Answers.Contains(name))
        {
            return (Read(result.Arguments[0], place), null);
        }

        return source == EventSource.HandlerClass ? (Read(result, place), null)
            : throw new NoJsonException(name == Stream
                ? $"{origin} returns a stream, but only servers have streams. Return Task<T>, or send an event for each item."
                : $"{origin} returns {result}. Return void, Task or ValueTask for an event, Task<T> or ValueTask<T> for an event with an answer, IAsyncEnumerable<T> for a stream of the server.");
    }

    private EventParameter ReadParameter(ParameterInfo parameter, string origin, IReadOnlyList<TypeReference> typeParameters, EventSource source)
    {
        var place = $"the parameter '{parameter.Name}' of {origin}";
        if (parameter.ParameterType.IsByRef)
        {
            throw new NoJsonException($"{place} is passed by reference, but an argument is a copy. Remove ref, out or in.");
        }

        var reference = TypeReference.Create(parameter.ParameterType, NullabilityFlags.Of(parameter), typeParameters);
        if (parameter.Find("System.ParamArrayAttribute") is not null || parameter.Find("System.Runtime.CompilerServices.ParamCollectionAttribute") is not null)
        {
            return new EventParameter(parameter.Name!, Read(reference.Arguments[0], place), IsRest: true);
        }

        // A server sends all arguments, with the default value of each that its caller leaves out.
        return new EventParameter(parameter.Name!, Read(reference, place), IsOptional: parameter.HasDefaultValue && source != EventSource.ServerToClient);
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

    private ContractEvent? Add(string code, string text)
    {
        problems.Add(new Problem(code, text));
        return null;
    }
}
