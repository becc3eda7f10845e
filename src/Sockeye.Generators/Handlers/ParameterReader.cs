using Microsoft.CodeAnalysis;
using Sockeye.Generators.Checks;
using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>Decides about the source of a parameter's value.</summary>
internal sealed class ParameterReader(CheckReader checks, List<Finding> findings)
{
    private const string FromServices = "Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata";
    private const string FromKeyedServices = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";

    /// <summary>Reads a parameter of a method that handles an event.</summary>
    public ParameterModel OfEvent(IParameterSymbol parameter)
    {
        var type = TypeNames.Of(parameter.Type);
        if (TryInject(parameter, type) is { Kind: not ParameterKind.DisconnectReason } injected)
        {
            return injected;
        }

        if (Unsupported(parameter) is { } reason)
        {
            findings.Add(Finding.Of(HandlerDiagnostics.UnsupportedParameter, SourceLocation.Of(parameter), parameter.Name, parameter.ContainingSymbol.Name, reason));
        }

        if (IsParams(parameter) && ItemOf(parameter.Type) is { } item)
        {
            return new ParameterModel(parameter.Name, type, ParameterKind.Rest, TypeNames.Of(item), Check: checks.OfParameter(parameter, type: null));
        }

        var isRequired = parameter.Type.IsValueType
            ? parameter.Type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T
            : parameter.Type.NullableAnnotation == NullableAnnotation.NotAnnotated;
        return parameter.Type switch
        {
            _ when IsArgument(parameter.Type) => Argument(ParameterKind.Argument),
            { IsAbstract: true } when parameter.Type.GetAttributes().All(static attribute => attribute.AttributeClass?.Name is not ("JsonPolymorphicAttribute" or "JsonDerivedTypeAttribute" or "JsonConverterAttribute"))
                => new ParameterModel(parameter.Name, type, ParameterKind.Service, IsRequired: isRequired),
            _ => Argument(ParameterKind.ArgumentOrService),
        };

        ParameterModel Argument(ParameterKind kind) =>
            new(
                parameter.Name,
                type,
                kind,
                IsRequired: isRequired,
                Default: parameter.HasExplicitDefaultValue ? Literals.Of(parameter.ExplicitDefaultValue, parameter.Type) : null,
                Check: checks.OfParameter(parameter, parameter.Type));
    }

    /// <summary>Reads a parameter of a constructor or a hook. Everything that does not belong to the call is a service.</summary>
    public static ParameterModel OfInjection(IParameterSymbol parameter)
    {
        var type = TypeNames.Of(parameter.Type);
        return TryInject(parameter, type) ?? Service(parameter, type, key: null);
    }

    private static ParameterModel? TryInject(IParameterSymbol parameter, string type)
    {
        if (parameter.Attribute(FromKeyedServices) is { ConstructorArguments: [var key, ..] })
        {
            return Service(parameter, type, Literals.Of(key));
        }

        if (parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Is(FromServices) == true))
        {
            return Service(parameter, type, key: null);
        }

        ParameterKind? kind = parameter.Type.FullName() switch
        {
            "Sockeye.Socket" => ParameterKind.Socket,
            "Sockeye.IncomingEvent" => ParameterKind.IncomingEvent,
            "Sockeye.Acknowledgement" => ParameterKind.Acknowledgement,
            "Sockeye.DisconnectReason" => ParameterKind.DisconnectReason,
            "System.Threading.CancellationToken" => ParameterKind.CancellationToken,
            "System.IServiceProvider" => ParameterKind.Services,
            _ => null,
        };
        return kind is { } known ? new ParameterModel(parameter.Name, type, known) : null;
    }

    // Numbers and structs are not registered as services. Without a key, such a parameter has its default value.
    private static ParameterModel Service(IParameterSymbol parameter, string type, string? key) => key is null && parameter is { HasExplicitDefaultValue: true, Type.IsValueType: true }
        ? new(parameter.Name, type, ParameterKind.Default, Default: parameter.ExplicitDefaultValue is { } constant ? Literals.Of(constant, parameter.Type) : $"default({type})")
        : new(
            parameter.Name,
            TypeNames.Of(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            ParameterKind.Service,
            IsRequired: parameter.Type.NullableAnnotation != NullableAnnotation.Annotated && !parameter.HasExplicitDefaultValue,
            Default: parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value } ? Literals.Of(value, parameter.Type) : null,
            ServiceKey: key);

    /// <summary>
    /// Whether values of a type certainly come from the client, because numbers, lists and structs are not registered as services.
    /// </summary>
    private static bool IsArgument(ITypeSymbol type) =>
        type.IsValueType
        || type.SpecialType != SpecialType.None
        || type.TypeKind is TypeKind.Array or TypeKind.Dynamic
        || (type.FullName() is var name && (name is "System.Uri" or "System.Version" || name.StartsWith("System.Text.Json.", StringComparison.Ordinal)
            || name.StartsWith("System.Collections.", StringComparison.Ordinal)));

    private static bool IsParams(IParameterSymbol parameter) => parameter.IsParams || parameter.IsParamsCollection;

    // The types to which an array can be assigned.
    private static ITypeSymbol? ItemOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeKind: TypeKind.Interface, TypeArguments: [var item] } => item,
        _ => null,
    };

    private static string? Unsupported(IParameterSymbol parameter) => parameter switch
    {
        { RefKind: not RefKind.None } => "is passed by reference",
        { IsParamsCollection: true } when ItemOf(parameter.Type) is null => "is a params collection other than an array or an interface of arrays",
        { Type: IPointerTypeSymbol or IFunctionPointerTypeSymbol } => "is a pointer",
        { Type: { IsRefLikeType: true } } => "is a ref struct, which JSON cannot be read as",
        { Type: { TypeKind: TypeKind.Delegate } } => "is a delegate",
        _ when parameter.Type.FullName() is "System.Type" or "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" or "Sockeye.DisconnectReason" =>
            $"is a {parameter.Type.Name}",
        _ => null,
    };
}
