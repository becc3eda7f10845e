using System.Reflection;

namespace Sockeye.Tests.Callbacks;

/// <summary>A parameter, property or event of a delegate type.</summary>
/// <param name="Name">What it belongs to.</param>
/// <param name="Type">The type of the delegate.</param>
/// <param name="Taker">The method whose parameter it is.</param>
internal sealed record CallbackMember(string Name, Type Type, MethodBase? Taker = null)
{
    /// <summary>What the delegate returns; nothing for one that only names a listener.</summary>
    public Type? Result => Type == typeof(Delegate) ? null : Type.GetMethod("Invoke")!.ReturnType;

    /// <summary>All but the result: overloads that differ in what the delegate returns have the same.</summary>
    public string Shape => string.Join(", ", (Taker?.GetParameters() ?? []).Select(parameter =>
        parameter.ParameterType == Type && Type.GetMethod("Invoke") is { } invoke
            ? "(" + string.Join(", ", invoke.GetParameters().Select(static taken => taken.ParameterType.ToString())) + ")"
            : parameter.ParameterType.ToString()));
}
