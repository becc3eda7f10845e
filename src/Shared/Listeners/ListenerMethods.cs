using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// Finds out from the declaration of a listener's method the source of each of its parameters. Many sockets have the same method as a
/// listener, so it is inspected once, when its first event arrives.
/// </summary>
/// <param name="socket">The type of sockets.</param>
/// <param name="incoming">The type of events.</param>
/// <param name="services">The services of the application, if there are any.</param>
/// <param name="isFromServices">Whether an attribute marks a parameter as a service.</param>
internal sealed class ListenerMethods(Type socket, Type incoming, IServiceProvider? services, Func<ParameterInfo, bool> isFromServices)
{
    // Trimmed applications have no nullability attributes, unless they ask for them.
    private static readonly bool KnowsNullability = !AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isSupported) || isSupported;

    // When a method is collected, its entry is too.
    private readonly ConditionalWeakTable<MethodInfo, Entry> _known = [];

    /// <summary>The parameters of a listener.</summary>
    /// <param name="listener">The delegate of the application.</param>
    /// <param name="types">The types that it takes.</param>
    public ListenerParameter[] ParametersOf(Delegate listener, Type[] types)
    {
        var method = listener.Method;
        if (_known.TryGetValue(method, out var entry) && entry.Type == listener.GetType())
        {
            return entry.Parameters;
        }

        entry = new Entry(listener.GetType(), Read(method.GetParameters(), types));
        _known.AddOrUpdate(method, entry);
        return entry.Parameters;
    }

    private ListenerParameter[] Read(ParameterInfo[] declared, Type[] types)
    {
        // A delegate may bind the first argument of its method, as for an extension method. It may also call the method on its own first
        // argument.
        var offset = declared.Length - types.Length;
        var parameters = new ListenerParameter[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            parameters[i] = Read(types[i], i + offset >= 0 ? declared[i + offset] : null, i);
        }

        return parameters;
    }

    private ListenerParameter Read(Type type, ParameterInfo? declared, int index)
    {
        var name = declared?.Name is { Length: > 0 } given ? given : $"argument {index + 1}";
        var key = declared?.GetCustomAttribute<FromKeyedServicesAttribute>();
        if (key is not null || (declared is not null && isFromServices(declared)) || IsService(type))
        {
            var isOptional = declared is not null && (declared.HasDefaultValue || IsNullable(declared));
            return new ListenerParameter { Source = isOptional ? ParameterSource.OptionalService : ParameterSource.Service, Name = name, Key = key };
        }

        return new ListenerParameter { Source = SourceOf(type, declared), Name = name, Default = declared is { HasDefaultValue: true } ? declared.DefaultValue : null };
    }

    private ParameterSource SourceOf(Type type, ParameterInfo? declared)
    {
        if (type == typeof(Acknowledgement))
        {
            return ParameterSource.Acknowledgement;
        }

        if (type == typeof(CancellationToken))
        {
            return ParameterSource.CancellationToken;
        }

        if (type == incoming)
        {
            return ParameterSource.Event;
        }

        if (type == socket)
        {
            return ParameterSource.Socket;
        }

        if (declared is { HasDefaultValue: true })
        {
            return ParameterSource.OptionalArgument;
        }

        // A missing JsonElement is undefined, which is a valid value of the type.
        var isRequired = type.IsValueType ? type != typeof(JsonElement) && Nullable.GetUnderlyingType(type) is null : declared is not null && StateOf(declared) == NullabilityState.NotNull;
        return isRequired ? ParameterSource.RequiredArgument : ParameterSource.Argument;
    }

    // Containers resolve any sequence, and a type that is registered by mistake must not replace plain values that clients send.
    private bool IsService(Type type) =>
        !type.IsValueType && !type.IsArray && type != typeof(string) && type != typeof(object) && type != typeof(JsonDocument) && !type.IsAssignableTo(typeof(JsonNode))
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        && services?.GetService<IServiceProviderIsService>()?.IsService(type) == true;

    private static bool IsNullable(ParameterInfo parameter) => StateOf(parameter) == NullabilityState.Nullable;

    private static NullabilityState StateOf(ParameterInfo parameter) =>
        KnowsNullability ? new NullabilityInfoContext().Create(parameter).WriteState : NullabilityState.Unknown;

    /// <param name="Type">The type of the delegate. A delegate of another type may pass other arguments to the method.</param>
    /// <param name="Parameters">The parameters.</param>
    private sealed record Entry(Type Type, ListenerParameter[] Parameters);
}
