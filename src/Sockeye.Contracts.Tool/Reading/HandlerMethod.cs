using System.Reflection;
using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Reading;

/// <summary>A method of a handler class, or of something that it derives from.</summary>
internal sealed record HandlerMethod(MethodInfo Method, IReadOnlyList<TypeReference> TypeParameters)
{
    /// <summary>The same for methods of which one is called in place of the other.</summary>
    public string Signature { get; } = Method.IsGenericMethod
        ? $"{Method.Name}`{Method.GetGenericArguments().Length}"
        : $"{Method.Name}({string.Join(", ", Method.GetParameters().Select(parameter => TypeReference.Create(parameter.ParameterType, default, TypeParameters).Key))})";

    public bool IsOverride => Method.IsVirtual && (Method.Attributes & MethodAttributes.NewSlot) == 0;
}
