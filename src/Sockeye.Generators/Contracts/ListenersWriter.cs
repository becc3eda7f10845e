using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>
/// Writes the listeners that call an implementation of a contract with the received arguments, and answer with the results.
/// </summary>
internal static class ListenersWriter
{
    private const string Contract = "global::Sockeye.Client.Contracts.ServerContract";

    /// <returns>The line that registers the listeners.</returns>
    public static string Write(SourceWriter source, ContractModel model)
    {
        var name = ContractCode.ClassName(ContractKind.Listen, model.Identifier);
        source.Open($"file static class {name}");
        source.Open($"internal static void Add(global::Sockeye.Client.Contracts.ContractListeners listeners, {model.Type} implementation)");
        foreach (var method in model.Methods)
        {
            source.Open($"listeners.Add({TypeNames.Literal(method.EventName)}, (ref global::Sockeye.Client.Contracts.ContractCall call) =>");
            for (var i = 0; i < method.Parameters.Count; i++)
            {
                source.Line($"{Read(method.Parameters[i], $"argument{i}")};");
            }

            var call = $"(({method.Interface})implementation).{method.Name}({string.Join(", ", Enumerable.Range(0, method.Parameters.Count).Select(static i => $"argument{i}"))})";
            source.Line("call.Ready();");
            if (method.Return == ContractReturn.Nothing)
            {
                source.Line($"{call};").Line("return call.Complete();");
            }
            else
            {
                source.Line($"return call.{(method.IsAnswered ? "Answer" : "Complete")}({call});");
            }

            source.Close($", {TypeNames.Literal(string.Join(", ", method.Arguments.Select(static argument => argument.Type.Replace("global::", ""))))});");
        }

        source.Close().Close().Line();
        return $"{Contract}.RegisterListeners<{model.Type}>({name}.Add);";
    }

    // A params collection may be of any type that a collection expression can create.
    private static string Read(ContractParameter parameter, string variable) => parameter.RestOf is { } element
        ? $"{parameter.Type} {variable} = [.. call.Rest<{element}>()]"
        : $"var {variable} = {ReadOne(parameter)}";

    private static string ReadOne(ContractParameter parameter) => parameter switch
    {
        { IsToken: true } => "call.Disconnected",
        { Default: { } value } => $"call.Optional<{parameter.Type}>({value})!",
        { IsRequired: true } => $"call.Required<{parameter.Type}>({TypeNames.Literal(parameter.Name)})",
        _ => $"call.Next<{parameter.Type}>()!",
    };
}
