using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// Tells from what a listener's method declares where each of its parameters comes from. Many sockets have the same method as a listener: it is looked at once, when its first event comes.
/// </summary>
/// <param name="socket">The type of sockets here.</param>
/// <param name="incoming">The type of events here.</param>
/// <param name="services">The services of the application, if there are any.</param>
/// <param name="isFromServices">Whether an attribute of a parameter says that it is a service.</param>
internal sealed class ListenerMethods(Type socket, Type incoming, IServiceProvider? services, Func<ParameterInfo, bool> isFromServices)
{
    // Trimmed applications have no attributes of nullability, unless they ask for them.
    private static readonly bool KnowsNullability = !AppContext.TryGetSwitch("System.Reflection.NullabilityInfoContext.IsSupported", out var isSupported) || isSupported;

    // A method that is gone takes its entry along.
    private readonly ConditionalWeakTable<MethodInfo, Entry> _known = [];

    /// <summary>The parameters of a listener.</summary>
    /// <param name="listener">The application's delegate.</param>
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
        // A delegate may keep the first argument of its method, as one of an extension method does; or call it on its own first one.
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

        // A JSON element that did not come is undefined, which it has a value for.
        var isRequired = type.IsValueType ? type != typeof(JsonElement) && Nullable.GetUnderlyingType(type) is null : declared is not null && StateOf(declared) == NullabilityState.NotNull;
        return isRequired ? ParameterSource.RequiredArgument : ParameterSource.Argument;
    }

    // Containers give any sequence, and what is registered by mistake must not take what clients send as plain values.
    private bool IsService(Type type) =>
        !type.IsValueType && !type.IsArray && type != typeof(string) && type != typeof(object) && type != typeof(JsonDocument) && !type.IsAssignableTo(typeof(JsonNode))
        && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        && services?.GetService<IServiceProviderIsService>()?.IsService(type) == true;

    private static bool IsNullable(ParameterInfo parameter) => StateOf(parameter) == NullabilityState.Nullable;

    private static NullabilityState StateOf(ParameterInfo parameter) =>
        KnowsNullability ? new NullabilityInfoContext().Create(parameter).WriteState : NullabilityState.Unknown;

    /// <param name="Type">The type of the delegate: another one may give the method other arguments.</param>
    /// <param name="Parameters">The parameters.</param>
    private sealed record Entry(Type Type, ListenerParameter[] Parameters);
}
