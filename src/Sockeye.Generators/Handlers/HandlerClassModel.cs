using Sockeye.Generators.Checks;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>A handler class.</summary>
/// <param name="Type">The class in generated code.</param>
/// <param name="Identifier">A unique name for the generated class.</param>
/// <param name="IsShared">Whether one instance handles all events, because the class has no state.</param>
/// <param name="IsDisposable">Whether it is disposed of.</param>
/// <param name="IsAsyncDisposable">Whether it is disposed of asynchronously.</param>
/// <param name="Constructor">The parameters of its constructor.</param>
/// <param name="Methods">The methods that handle events.</param>
/// <param name="Connected">The hook for sockets that have connected.</param>
/// <param name="Disconnected">The hook for sockets that have disconnected.</param>
/// <param name="Authorization">The authorization attributes of the class, which say who may connect, in C#.</param>
/// <param name="Checks">The types whose values are checked.</param>
/// <param name="Findings">The diagnostics. If one of them is an error, nothing is generated.</param>
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
