using Sockeye.Contracts.Reading;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.TypeScript;

/// <summary>Writes events as functions: the arguments, and last the callback for the answer of the receiver.</summary>
internal static class Signatures
{
    public static string Of(ContractEvent one, bool isToClient)
    {
        var (arguments, answers) = isToClient ? (ShapeUse.Written, ShapeUse.Read) : (ShapeUse.Read, ShapeUse.Written);
        var names = new ParameterNames(one);
        if (one.Answer is null)
        {
            return $"({string.Join(", ", one.Parameters.Select(parameter => Parameter(parameter, names.Of(parameter.Name), arguments)))}) => void";
        }

        var ack = $"{names.Ack}: (result: {TypeNames.Of(one.Answer, answers)}) => void";
        var firstOptional = one.Parameters.TakeWhile(static parameter => !parameter.IsOptional && !parameter.IsRest).Count();
        if (firstOptional == one.Parameters.Count)
        {
            return $"({string.Join(", ", one.Parameters.Select(parameter => Parameter(parameter, names.Of(parameter.Name), arguments)).Append(ack))}) => void";
        }

        // A parameter may follow an optional one only in one of several lists.
        var lists = new List<string>();
        for (var count = firstOptional; count <= one.Parameters.Count; count++)
        {
            if (count < one.Parameters.Count && one.Parameters[count].IsRest)
            {
                continue;
            }

            lists.Add($"[{string.Join(", ", one.Parameters.Take(count).Select(parameter => Element(parameter, names.Of(parameter.Name), arguments)).Append(ack))}]");
        }

        return $"(...args: {string.Join(" | ", lists)}) => void";
    }

    private static string Parameter(EventParameter parameter, string name, ShapeUse use) =>
        parameter is { IsOptional: true, IsRest: false } ? $"{name}?: {TypeNames.Of(parameter.Shape, use)}" : Element(parameter, name, use);

    private static string Element(EventParameter parameter, string name, ShapeUse use) => parameter.IsRest
        ? $"...{name}: {TypeNames.Of(new ArrayShape(parameter.Shape), use)}"
        : $"{name}: {TypeNames.Of(parameter.Shape, use)}";
}
