using Sockeye.Contracts.Reading;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.TypeScript;

/// <summary>Events as functions: the arguments, and last what the receiver calls with its answer.</summary>
internal static class Signatures
{
    public static string Of(ContractEvent one, bool isToClient)
    {
        var (arguments, answers) = isToClient ? (ShapeUse.Written, ShapeUse.Read) : (ShapeUse.Read, ShapeUse.Written);
        if (one.Answer is null)
        {
            return $"({string.Join(", ", one.Parameters.Select(parameter => Parameter(parameter, arguments)))}) => void";
        }

        var ack = $"{AckName(one)}: (result: {TypeNames.Of(one.Answer, answers)}) => void";
        var firstOptional = one.Parameters.TakeWhile(static parameter => !parameter.IsOptional && !parameter.IsRest).Count();
        if (firstOptional == one.Parameters.Count)
        {
            return $"({string.Join(", ", one.Parameters.Select(parameter => Parameter(parameter, arguments)).Append(ack))}) => void";
        }

        // Nothing may follow an optional parameter but as one of several lists.
        var lists = new List<string>();
        for (var count = firstOptional; count <= one.Parameters.Count; count++)
        {
            if (count < one.Parameters.Count && one.Parameters[count].IsRest)
            {
                continue;
            }

            lists.Add($"[{string.Join(", ", one.Parameters.Take(count).Select(parameter => Element(parameter, arguments)).Append(ack))}]");
        }

        return $"(...args: {string.Join(" | ", lists)}) => void";
    }

    private static string Parameter(EventParameter parameter, ShapeUse use) => parameter.IsRest
        ? $"...{Names.Parameter(parameter.Name)}: {ArrayOf(parameter, use)}"
        : $"{Names.Parameter(parameter.Name)}{(parameter.IsOptional ? "?" : "")}: {TypeNames.Of(parameter.Shape, use)}";

    private static string Element(EventParameter parameter, ShapeUse use) => parameter.IsRest
        ? $"...{Names.Parameter(parameter.Name)}: {ArrayOf(parameter, use)}"
        : $"{Names.Parameter(parameter.Name)}: {TypeNames.Of(parameter.Shape, use)}";

    private static string ArrayOf(EventParameter parameter, ShapeUse use) => TypeNames.Of(new ArrayShape(parameter.Shape), use);

    /// <summary>The name of the last parameter: <c>ack</c>, if that is no argument's.</summary>
    public static string AckName(ContractEvent one)
    {
        var name = "ack";
        while (one.Parameters.Any(parameter => parameter.Name == name))
        {
            name += "_";
        }

        return name;
    }
}
