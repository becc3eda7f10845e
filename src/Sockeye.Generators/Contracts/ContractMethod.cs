using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>A method of a contract, which is an event.</summary>
/// <param name="Interface">The interface that declares it, in C#.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="EventName">The name of the event.</param>
/// <param name="DocumentationId">Its documentation comment id.</param>
/// <param name="Return">The kind of its result.</param>
/// <param name="ReturnType">The return type in C#.</param>
/// <param name="Answer">The type of the answer or of the items, in C#.</param>
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

    /// <summary>The parameters that are sent as arguments.</summary>
    public IReadOnlyList<ContractParameter> Arguments => [.. Parameters.Where(static parameter => !parameter.IsToken)];

    public ContractParameter? Token => Parameters.FirstOrDefault(static parameter => parameter.IsToken);
}
