using System.Linq.Expressions;
using System.Reflection;

namespace Sockeye.Tests.Callbacks;

/// <summary>Listeners that fail, added to all that takes a listener: at once, or in their task.</summary>
internal static class FailingListeners
{
    /// <summary>Adds one to each hook of an object: each method that takes nothing but a delegate of the shape, or a name and such a delegate.</summary>
    /// <returns>The names of the hooks. What their listeners throw says so.</returns>
    public static IReadOnlyList<string> AddToAll(object target, CallbackShape shape, string eventName)
    {
        var hooks = new List<string>();
        foreach (var method in target.GetType().GetMethods().Where(method => !method.IsGenericMethodDefinition && method.GetParameters() is [.., { } last] && IsListener(last.ParameterType, shape)))
        {
            var parameters = method.GetParameters();
            if (parameters.Length > 2 || (parameters.Length == 2 && parameters[0].ParameterType != typeof(string)))
            {
                continue;
            }

            var listener = Create(parameters[^1].ParameterType, shape, method.Name);
            method.Invoke(target, parameters.Length == 2 ? [eventName, listener] : [listener]);
            hooks.Add(method.Name);
        }

        return [.. hooks.Distinct()];
    }

    public static string TextOf(string hook) => $"the listener of {hook} failed";

    private static bool IsListener(Type type, CallbackShape shape) => typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke")?.ReturnType == shape switch
    {
        CallbackShape.Nothing => typeof(void),
        CallbackShape.Task => typeof(Task),
        _ => typeof(ValueTask),
    };

    private static Delegate Create(Type type, CallbackShape shape, string hook)
    {
        var parameters = type.GetMethod("Invoke")!.GetParameters().Select(static parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        var fail = typeof(FailingListeners).GetMethod(shape == CallbackShape.Nothing ? nameof(Fail) : nameof(FailAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
        Expression body = Expression.Call(fail, Expression.Constant(TextOf(hook)));
        if (shape == CallbackShape.ValueTask)
        {
            body = Expression.New(typeof(ValueTask).GetConstructor([typeof(Task)])!, body);
        }

        return Expression.Lambda(type, body, parameters).Compile();
    }

    private static void Fail(string text) => throw new InvalidOperationException(text);

    private static async Task FailAsync(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException(text);
    }
}
