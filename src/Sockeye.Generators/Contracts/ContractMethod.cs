using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>A method of a contract: an event.</summary>
/// <param name="Interface">The interface that declares it, as code.</param>
/// <param name="Name">Its name as code.</param>
/// <param name="EventName">The name of the event.</param>
/// <param name="DocumentationId">What documentation finds it by.</param>
/// <param name="Return">What it returns.</param>
/// <param name="ReturnType">The same as code.</param>
/// <param name="Answer">The type of the answer or of the items, as code.</param>
/// <param name="IsAnswerNullable">Whether the answer may be null.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record ContractMethod(
    string Interface,
    string Name,
    string EventName,
    string? DocumentationId,
    ContractReturn Return,
    string ReturnType,
    string? Answer,
    bool IsAnswerNullable,
    EquatableArray<ContractParameter> Parameters)
{
    public bool IsAnswered => Return is ContractReturn.TaskOfAnswer or ContractReturn.ValueTaskOfAnswer;

    /// <summary>The parameters that are sent.</summary>
    public IReadOnlyList<ContractParameter> Arguments => [.. Parameters.Where(static parameter => !parameter.IsToken)];

    public ContractParameter? Token => Parameters.FirstOrDefault(static parameter => parameter.IsToken);
}
