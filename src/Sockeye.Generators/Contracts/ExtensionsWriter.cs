using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>
/// Writes the methods of a contract as extension methods of its clients. They are in no namespace, so they are found everywhere.
/// </summary>
internal static class ExtensionsWriter
{
    private const string Clients = "__clients";
    private const int MostOfEmitter = 3;

    public static void Write(SourceWriter source, ContractPart part)
    {
        source.Open($"internal static class {ContractCode.ClassName(part.Kind, part.Model.Identifier)}");
        foreach (var method in part.Model.Methods)
        {
            // A process without sockets gets no answers.
            if (part.Kind == ContractKind.Clients || !method.IsAnswered)
            {
                WriteMethod(source, part, method);
            }
        }

        source.Close().Line();
    }

    private static void WriteMethod(SourceWriter source, ContractPart part, ContractMethod method)
    {
        var clients = part.Kind == ContractKind.Clients ? "ClientsOf" : "EmitterClientsOf";
        string[] parameters = [$"this global::Sockeye.{clients}<{part.Model.Type}> {Clients}", .. method.Parameters.Select(static parameter => parameter.Declaration)];
        var signature = $"{method.Name}({string.Join(", ", parameters)}) =>";
        if (method.DocumentationId is not null)
        {
            source.Line($"/// <inheritdoc cref=\"{method.DocumentationId}\"/>");
        }

        if (method.IsAnswered)
        {
            var ask = method.IsAnswerNullable ? "AskAllNullableAsync" : "AskAllAsync";
            source.Line($"internal static global::System.Threading.Tasks.Task<global::Sockeye.BroadcastAcks<{method.Answer}>> {signature}")
                .Line($"    global::Sockeye.Contracts.ClientContract.{ask}<{method.Answer}>({Clients}.Emitter, {Naming.TypeNames.Literal(method.EventName)}, {Emits.List(method)}, {Emits.Token(method)});");
            return;
        }

        // An emitter without sockets waits for its backend, for all return types.
        source.Line(method.Return == ContractReturn.Nothing && part.Kind == ContractKind.Clients
            ? $"internal static void {signature} {Emits.Send($"{Clients}.Emitter", method)};"
            : $"internal static global::System.Threading.Tasks.ValueTask {signature} {Emits.SendAsync($"{Clients}.Emitter", method, part.Kind == ContractKind.Clients ? Emits.MostArguments : MostOfEmitter)};");
    }
}
