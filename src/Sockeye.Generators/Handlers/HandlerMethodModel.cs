using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>A method that handles an event.</summary>
/// <param name="EventName">The name of the event.</param>
/// <param name="Name">The name of the method.</param>
/// <param name="IsStatic">Whether it needs no instance.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">The kind of its result.</param>
/// <param name="ResultType">The type of the value, or of an item of the stream.</param>
/// <param name="Authorization">The authorization attributes of class and method, in C#.</param>
internal sealed record HandlerMethodModel(
    string EventName, string Name, bool IsStatic, EquatableArray<ParameterModel> Parameters, ResultKind Result, string? ResultType, EquatableArray<string> Authorization);
