using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>A method that is called when a socket has connected or disconnected.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="IsStatic">Whether it needs no instance.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="IsAwaited">Whether it returns a task.</param>
internal sealed record HookModel(string Name, bool IsStatic, EquatableArray<ParameterModel> Parameters, bool IsAwaited);
