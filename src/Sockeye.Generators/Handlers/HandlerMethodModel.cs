using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>A method that is called for an event.</summary>
/// <param name="EventName">The event.</param>
/// <param name="Name">The method.</param>
/// <param name="IsStatic">Whether it needs no instance.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Result">What it returns.</param>
/// <param name="ResultType">The type of the value, or of an item of the stream.</param>
/// <param name="Authorization">The attributes of class and method that say who may call it, as C#.</param>
internal sealed record HandlerMethodModel(
    string EventName, string Name, bool IsStatic, EquatableArray<ParameterModel> Parameters, ResultKind Result, string? ResultType, EquatableArray<string> Authorization);
