namespace Sockeye.Generators.Contracts;

/// <summary>A parameter of a method of a contract.</summary>
/// <param name="Type">The type in C#.</param>
/// <param name="Name">Its name, without the escape of a keyword.</param>
/// <param name="Identifier">The name in C#.</param>
/// <param name="RestOf">The type of one argument, if the parameter takes all remaining arguments (<c>params</c>).</param>
/// <param name="IsToken">Whether it is the token that cancels the call, which is not sent.</param>
/// <param name="IsRequired">Whether a missing or null argument is an error.</param>
/// <param name="Default">Its default value in C#, if it has one.</param>
internal sealed record ContractParameter(string Type, string Name, string Identifier, string? RestOf, bool IsToken, bool IsRequired, string? Default)
{
    public string Declaration => (RestOf, Default) switch
    {
        ({ }, _) => $"params {Type} {Identifier}",
        (_, { } value) => $"{Type} {Identifier} = {value}",
        _ => $"{Type} {Identifier}",
    };
}
