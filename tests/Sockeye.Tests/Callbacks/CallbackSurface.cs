using System.ComponentModel;
using System.Reflection;

namespace Sockeye.Tests.Callbacks;

/// <summary>Every place of the public surface that takes code of the application as a delegate, by reflection over all packages.</summary>
internal static class CallbackSurface
{
    private static readonly string[] Packages =
    [
        "Sockeye", "Sockeye.Client", "Sockeye.Emitter", "Sockeye.Emitter.Postgres", "Sockeye.Emitter.Redis", "Sockeye.Engine", "Sockeye.EventLoops", "Sockeye.MessagePack", "Sockeye.Postgres",
        "Sockeye.Protocol", "Sockeye.Protocol.MessagePack", "Sockeye.Redis", "Sockeye.Rooms", "Sockeye.RoomStores", "Sockeye.Testing",
    ];

    /// <summary>By type and name: overloads are one. Types for generated code, which nobody writes by hand, are left out: what generated code does is tested with handler classes.</summary>
    public static ILookup<string, CallbackMember> All { get; } = Packages
        .SelectMany(static package => Assembly.Load(package).GetExportedTypes())
        .Where(static type => type.GetCustomAttribute<EditorBrowsableAttribute>()?.State != EditorBrowsableState.Never)
        .SelectMany(static type => Members(type).Select(member => (Key: $"{type.Name.Split('`')[0]}.{member.Name}", member)))
        .ToLookup(static found => found.Key, static found => found.member, StringComparer.Ordinal);

    private static IEnumerable<CallbackMember> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            yield return new CallbackMember("(delegate)", type);
        }

        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var constructor in type.GetConstructors(Declared).Where(IsOpen))
        {
            foreach (var parameter in constructor.GetParameters().Where(static parameter => IsDelegate(parameter.ParameterType)))
            {
                yield return new CallbackMember("new", parameter.ParameterType, constructor);
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(static method => IsOpen(method) && !method.IsSpecialName))
        {
            foreach (var parameter in method.GetParameters().Where(static parameter => IsDelegate(parameter.ParameterType)))
            {
                yield return new CallbackMember(method.Name, parameter.ParameterType, method);
            }
        }

        foreach (var property in type.GetProperties(Declared))
        {
            if (IsDelegate(property.PropertyType) && property.SetMethod is { } setter && IsOpen(setter))
            {
                yield return new CallbackMember(property.Name, property.PropertyType);
            }
        }

        foreach (var field in type.GetFields(Declared).Where(static field => field.IsPublic && IsDelegate(field.FieldType)))
        {
            yield return new CallbackMember(field.Name, field.FieldType);
        }

        foreach (var happening in type.GetEvents(Declared).Where(static happening => IsOpen(happening.AddMethod!)))
        {
            yield return new CallbackMember("event " + happening.Name, happening.EventHandlerType!);
        }
    }

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);
}
