using Sockeye.Generators.Checks;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>A class with handlers.</summary>
/// <param name="Type">The class, as generated code writes it.</param>
/// <param name="Identifier">A name of its own for the generated class.</param>
/// <param name="IsShared">Whether one instance serves all events, because it holds nothing.</param>
/// <param name="IsDisposable">Whether it is disposed of.</param>
/// <param name="IsAsyncDisposable">Whether that may take time.</param>
/// <param name="Constructor">What it is made of.</param>
/// <param name="Methods">Its events.</param>
/// <param name="Connected">Its hook for sockets that have connected.</param>
/// <param name="Disconnected">Its hook for sockets that have disconnected.</param>
/// <param name="Authorization">The attributes of the class that say who may connect, as C#.</param>
/// <param name="Checks">The types whose values are checked.</param>
/// <param name="Findings">What is wrong with it. Nothing is generated if that is an error.</param>
internal sealed record HandlerClassModel(
    string Type,
    string Identifier,
    bool IsShared,
    bool IsDisposable,
    bool IsAsyncDisposable,
    EquatableArray<ParameterModel> Constructor,
    EquatableArray<HandlerMethodModel> Methods,
    HookModel? Connected,
    HookModel? Disconnected,
    EquatableArray<string> Authorization,
    EquatableArray<TypeCheck> Checks,
    EquatableArray<Finding> Findings);
