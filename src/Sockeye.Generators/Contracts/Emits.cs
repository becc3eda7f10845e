using Sockeye.Generators.Naming;

namespace Sockeye.Generators.Contracts;

/// <summary>Writes the calls that send an event: the generic ones if they have as many arguments, else a list of arguments that keep their declared types.</summary>
internal static class Emits
{
    /// <summary>How many arguments the generic methods of servers and clients have at most.</summary>
    public const int MostArguments = 4;

    private const string TypedArgument = "global::Sockeye.Protocol.SocketIO.Json.TypedArgument";

    /// <summary>Sends the event: an expression of type <c>ValueTask</c>.</summary>
    /// <param name="emitter">What it is sent with.</param>
    /// <param name="method">The method whose parameters are sent.</param>
    /// <param name="most">How many arguments the generic methods have at most.</param>
    public static string SendAsync(string emitter, ContractMethod method, int most) => Send($"{emitter}.EmitAsync", method, most);

    /// <summary>Sends the event: an expression without a type.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public static string Send(string emitter, ContractMethod method) => Send($"{emitter}.Emit", method, MostArguments);

    /// <summary>The arguments as a list: an expression of type <c>object?[]</c>.</summary>
    public static string List(ContractMethod method)
    {
        var single = method.Arguments.Where(static argument => argument.RestOf is null).Select(static argument => $"{TypedArgument}.Of<{argument.Type}>({argument.Identifier})").ToList();
        var list = single.Count == 0 ? "global::System.Array.Empty<object?>()" : $"new object?[] {{ {string.Join(", ", single)} }}";
        return method.Arguments.FirstOrDefault(static argument => argument.RestOf is not null) is { } rest
            ? $"{TypedArgument}.Append<{rest.RestOf}>({list}, {rest.Identifier})"
            : list;
    }

    /// <summary>The token that ends the call.</summary>
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
