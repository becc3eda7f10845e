using Sockeye.Generators.Naming;

namespace Sockeye.Generators.Contracts;

/// <summary>
/// Writes the calls that send an event: the generic methods if they have enough parameters, otherwise a list of arguments that keep their
/// declared types.
/// </summary>
internal static class Emits
{
    /// <summary>The maximum number of arguments of the generic methods of servers and clients.</summary>
    public const int MostArguments = 4;

    private const string TypedArgument = "global::Sockeye.Protocol.SocketIO.Json.TypedArgument";

    /// <summary>Writes a call that sends the event, as an expression of type <c>ValueTask</c>.</summary>
    /// <param name="emitter">The expression of the emitter.</param>
    /// <param name="method">The method whose parameters are sent.</param>
    /// <param name="most">The maximum number of arguments of the generic methods.</param>
    public static string SendAsync(string emitter, ContractMethod method, int most) => Send($"{emitter}.EmitAsync", method, most);

    /// <summary>Writes a call that sends the event, as an expression without a value.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public static string Send(string emitter, ContractMethod method) => Send($"{emitter}.Emit", method, MostArguments);

    /// <summary>Writes the arguments as a list, as an expression of type <c>object?[]</c>.</summary>
    public static string List(ContractMethod method)
    {
        var single = method.Arguments.Where(static argument => argument.RestOf is null).Select(static argument => $"{TypedArgument}.Of<{argument.Type}>({argument.Identifier})").ToList();
        var list = single.Count == 0 ? "global::System.Array.Empty<object?>()" : $"new object?[] {{ {string.Join(", ", single)} }}";
        return method.Arguments.FirstOrDefault(static argument => argument.RestOf is not null) is { } rest
            ? $"{TypedArgument}.Append<{rest.RestOf}>({list}, {rest.Identifier})"
            : list;
    }

    /// <summary>The token that cancels the call.</summary>
    public static string Token(ContractMethod method) => method.Token?.Identifier ?? "default";

    private static string Send(string call, ContractMethod method, int most)
    {
        var name = TypeNames.Literal(method.EventName);
        var token = method.Token is { } parameter ? ", " + parameter.Identifier : string.Empty;
        var arguments = method.Arguments;
        if (arguments.Count == 0)
        {
            return $"{call}({name}{token})";
        }

        return arguments.Count > most || arguments.Any(static argument => argument.RestOf is not null)
            ? $"{call}({name}, {List(method)}{token})"
            : $"{call}<{string.Join(", ", arguments.Select(static argument => argument.Type))}>({name}, {string.Join(", ", arguments.Select(static argument => argument.Identifier))}{token})";
    }
}
