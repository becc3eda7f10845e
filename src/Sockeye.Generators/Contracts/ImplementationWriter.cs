using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>Writes the class that implements a contract by sending events, to one socket or to the server.</summary>
internal static class ImplementationWriter
{
    private const string Socket = "__socket";

    /// <returns>The line that registers the class.</returns>
    public static string Write(SourceWriter source, ContractPart part)
    {
        var (emitter, contract) = part.Kind == ContractKind.Client
            ? ("global::Sockeye.SocketEmitter", "global::Sockeye.Contracts.ClientContract")
            : ("global::Sockeye.Client.ClientEmitter", "global::Sockeye.Client.Contracts.ServerContract");
        var name = ContractCode.ClassName(part.Kind, part.Model.Identifier);
        source.Open($"file sealed class {name}({emitter} {Socket}) : {part.Model.Type}");
        foreach (var method in part.Model.Methods)
        {
            source.Line($"{method.ReturnType} {method.Interface}.{method.Name}({string.Join(", ", method.Parameters.Select(static parameter => $"{parameter.Type} {parameter.Identifier}"))}) =>")
                .Line($"    {Body(contract, method)};");
        }

        source.Close().Line();
        return $"{contract}.Register<{part.Model.Type}>(static socket => new {name}(socket));";
    }

    private static string Body(string contract, ContractMethod method)
    {
        if (method.Return == ContractReturn.Stream)
        {
            return $"{contract}.StreamAsync<{method.Answer}>({Socket}, {TypeNames.Literal(method.EventName)}, {Emits.List(method)}, {Emits.Token(method)})";
        }

        if (method.IsAnswered)
        {
            var ask = $"{contract}.{(method.IsAnswerNullable ? "AskNullableAsync" : "AskAsync")}<{method.Answer}>({Socket}, {TypeNames.Literal(method.EventName)}, {Emits.List(method)}, {Emits.Token(method)})";
            return method.Return == ContractReturn.TaskOfAnswer ? ask : $"new {method.ReturnType}({ask})";
        }

        return method.Return switch
        {
            ContractReturn.Nothing => Emits.Send(Socket, method),
            ContractReturn.Task => $"{Emits.SendAsync(Socket, method, Emits.MostArguments)}.AsTask()",
            _ => Emits.SendAsync(Socket, method, Emits.MostArguments),
        };
    }
}
