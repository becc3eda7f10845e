namespace Sockeye.Generators.Contracts;

/// <summary>A parameter of a method of a contract.</summary>
/// <param name="Type">Its type as code.</param>
/// <param name="Name">Its name, without the escape of a keyword.</param>
/// <param name="Identifier">Its name as code.</param>
/// <param name="RestOf">The type of one argument, if it takes all arguments that are left (<c>params</c>).</param>
/// <param name="IsToken">Whether it is the token that ends the call, which is not sent.</param>
/// <param name="IsRequired">Whether an argument that is missing, or null, is a mistake of its sender.</param>
/// <param name="Default">Its default value as code, if it has one.</param>
internal sealed record ContractParameter(string Type, string Name, string Identifier, string? RestOf, bool IsToken, bool IsRequired, string? Default)
{
    public string Declaration => (RestOf, Default) switch
    {
        ({ }, _) => $"params {Type} {Identifier}",
        (_, { } value) => $"{Type} {Identifier} = {value}",
        _ => $"{Type} {Identifier}",
    };
}
