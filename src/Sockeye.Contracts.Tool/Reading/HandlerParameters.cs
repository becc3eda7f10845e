using System.Reflection;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>Which parameters of a handler's method get what a client sent.</summary>
internal static class HandlerParameters
{
    private const string Acknowledgement = "Sockeye.Acknowledgement";
    private static readonly string[] OfTheServer = ["Sockeye.Socket", "Sockeye.IncomingEvent", Acknowledgement, "System.Threading.CancellationToken", "System.IServiceProvider"];
    private static readonly string[] OfJson = ["JsonPolymorphicAttribute", "JsonDerivedTypeAttribute", "JsonConverterAttribute"];

    public static bool Answers(ParameterInfo parameter) => parameter.ParameterType.FullName == Acknowledgement;

    /// <summary>Whether the client sends it. A class may be a service, if the application registers it: a build cannot see that, and takes it for an argument.</summary>
    public static bool IsSent(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return !OfTheServer.Contains(type.FullName) && !IsService(parameter) && (IsValue(type) || !type.IsAbstract || OfJson.Any(name => type.Json(name) is not null));
    }

    private static bool IsService(ParameterInfo parameter) => parameter.GetCustomAttributesData().Select(static attribute => attribute.AttributeType).Any(static type =>
        type.FullName == "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute"
        || type.GetInterfaces().Any(static one => one.FullName == "Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata"));

    // No application has them as services.
    private static bool IsValue(Type type)
    {
        var name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
        return type.IsValueType || type.IsArray || name.StartsWith("System.Collections.", StringComparison.Ordinal) || name.StartsWith("System.Text.Json.", StringComparison.Ordinal);
    }
}
