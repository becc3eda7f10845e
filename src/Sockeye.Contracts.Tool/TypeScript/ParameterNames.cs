using Sockeye.Contracts.Reading;

namespace Sockeye.Contracts.TypeScript;

/// <summary>The names of an event's parameters, which are for the reader only: each is another one, and none is a keyword.</summary>
internal sealed class ParameterNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken;

    public ParameterNames(ContractEvent one)
    {
        // A name of the source stays as it is.
        _taken = one.Parameters.Select(static parameter => parameter.Name).Where(static name => !Names.IsKeyword(name)).ToHashSet(StringComparer.Ordinal);
        foreach (var parameter in one.Parameters)
        {
            _names.Add(parameter.Name, Names.IsKeyword(parameter.Name) ? Free(parameter.Name + "_") : parameter.Name);
        }

        Ack = Free("ack");
    }

    /// <summary>The name of the last parameter, which the receiver calls.</summary>
    public string Ack { get; }

    public string Of(string name) => _names[name];

    private string Free(string name)
    {
        while (!_taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
