using Microsoft.CodeAnalysis;
using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>Reads the contract that a place in the code needs, and finds its errors.</summary>
internal sealed class ContractReader
{
    private readonly Compilation _compilation;
    private readonly ContractKind _kind;
    private readonly SourceLocation? _place;
    private readonly INamedTypeSymbol? _clients;
    private readonly List<Finding> _findings = [];
    private readonly List<ContractMethod> _methods = [];
    private bool _isWhole = true;

    private ContractReader(Compilation compilation, ContractKind kind, SourceLocation? place, INamedTypeSymbol? clients)
    {
        _compilation = compilation;
        _kind = kind;
        _place = place;
        _clients = clients;
    }

    /// <param name="compilation">The project.</param>
    /// <param name="kind">The kind of code that is needed.</param>
    /// <param name="contract">The interface.</param>
    /// <param name="clients">The type whose members win over the methods of the interface, if they extend one.</param>
    /// <param name="place">The place in the code.</param>
    public static ContractUse Read(Compilation compilation, ContractKind kind, ITypeSymbol contract, INamedTypeSymbol? clients, SourceLocation? place)
    {
        var reader = new ContractReader(compilation, kind, place, clients);
        var model = reader.Read(contract);
        return new ContractUse(model is null ? null : new ContractPart(kind, model), reader._findings.ToEquatable());
    }

    private ContractModel? Read(ITypeSymbol contract)
    {
        if (DependsOnTypeParameter(contract))
        {
            Find(ContractFindings.TypeParameter, _place, contract.ToDisplayString(), CallName(_kind));
            return null;
        }

        if (contract is not INamedTypeSymbol { TypeKind: TypeKind.Interface } type)
        {
            // The compiler itself reports an unknown name.
            if (contract.TypeKind != TypeKind.Error)
            {
                Find(ContractFindings.NoInterface, _place, contract.ToDisplayString(), CallName(_kind), _kind == ContractKind.Listen ? "implementation" : "");
            }

            return null;
        }

        if (type.IsFileLocal || !_compilation.IsSymbolAccessibleWithin(type, _compilation.Assembly))
        {
            Find(ContractFindings.Hidden, SourceLocation.Of(type), type.ToDisplayString());
            return null;
        }

        ReadMembers([type, .. type.AllInterfaces]);
        var identifier = TypeNames.IdentifierOf(type);
        return HasExtensions(identifier) ? null : new ContractModel(TypeNames.Of(type.WithNullableAnnotation(NullableAnnotation.None)), identifier, _methods.ToEquatable(), _isWhole);
    }

    // A project that sees the internals of another one, as tests do, already has the extension methods of that project. With a second set,
    // every call would be ambiguous.
    private bool HasExtensions(string identifier) => _clients is not null
        && _compilation.GetTypesByMetadataName(ContractCode.ClassName(_kind, identifier)).Any(type =>
            !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, _compilation.Assembly) && _compilation.IsSymbolAccessibleWithin(type, _compilation.Assembly));

    private void ReadMembers(IEnumerable<INamedTypeSymbol> interfaces)
    {
        var byName = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        var byEvent = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var member in interfaces.SelectMany(static type => type.GetMembers()))
        {
            // A method with a body is not an event: it calls methods that are.
            if (!member.IsAbstract || member is IMethodSymbol { AssociatedSymbol: not null } or INamedTypeSymbol)
            {
                continue;
            }

            if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
            {
                FindIn(ContractFindings.NoMethod, member, NameOf(member));
                continue;
            }

            if (byName.ContainsKey(method.Name))
            {
                FindIn(ContractFindings.Overload, method, NameOf(method));
                continue;
            }

            byName.Add(method.Name, method);
            var eventName = EventNaming.NameOf(method);
            if (byEvent.TryGetValue(eventName, out var other))
            {
                FindIn(ContractFindings.SameEvent, method, NameOf(method), NameOf(other), eventName);
                continue;
            }

            byEvent.Add(eventName, method);
            if (ReadMethod(method, eventName) is { } read)
            {
                _methods.Add(read);
            }
        }
    }

    private ContractMethod? ReadMethod(IMethodSymbol method, string eventName)
    {
        if (ReservedNames.Contains(eventName))
        {
            FindIn(ContractFindings.Reserved, method, eventName, NameOf(method));
            return null;
        }

        if (method.IsGenericMethod)
        {
            FindIn(ContractFindings.GenericMethod, method, NameOf(method));
            return null;
        }

        if (_clients is not null && HasMember(_clients, method.Name))
        {
            FindIn(ContractFindings.Shadowed, method, _clients.Name, method.Name, eventName);
            return null;
        }

        if (method.Parameters.FirstOrDefault(static parameter => parameter.RefKind != RefKind.None) is { } reference)
        {
            FindIn(ContractFindings.ByReference, reference, reference.Name, NameOf(method));
            return null;
        }

        if (ReadReturn(method) is not { } kind)
        {
            return null;
        }

        var answer = kind >= ContractReturn.TaskOfAnswer ? ((INamedTypeSymbol)method.ReturnType).TypeArguments[0] : null;
        if (answer is not null)
        {
            CheckJson(answer, method, kind == ContractReturn.Stream ? "An item" : "The answer", method);
        }

        return new ContractMethod(
            TypeNames.Of(method.ContainingType),
            TypeNames.Identifier(method.Name),
            eventName,
            method.OriginalDefinition.GetDocumentationCommentId(),
            kind,
            TypeNames.Of(method.ReturnType),
            answer is null ? null : TypeNames.Of(answer),
            answer is not null && MayBeNull(answer),
            method.Parameters.Select(parameter => ReadParameter(parameter, method)).ToEquatable());
    }

    private ContractReturn? ReadReturn(IMethodSymbol method)
    {
        ContractReturn? kind = method.ReturnsVoid ? ContractReturn.Nothing : (method.ReturnType.FullName(), method.ReturnType is INamedTypeSymbol { IsGenericType: true }) switch
        {
            ("System.Threading.Tasks.Task", false) => ContractReturn.Task,
            ("System.Threading.Tasks.ValueTask", false) => ContractReturn.ValueTask,
            ("System.Threading.Tasks.Task", true) => ContractReturn.TaskOfAnswer,
            ("System.Threading.Tasks.ValueTask", true) => ContractReturn.ValueTaskOfAnswer,
            ("System.Collections.Generic.IAsyncEnumerable", true) => ContractReturn.Stream,
            _ => null,
        };
        if (kind is null)
        {
            FindIn(ContractFindings.ReturnType, method, NameOf(method), method.ReturnType.ToDisplayString());
        }
        else if (kind == ContractReturn.Stream && _kind != ContractKind.Server)
        {
            FindIn(ContractFindings.StreamOfClient, method, NameOf(method));
            return null;
        }

        return kind;
    }

    private ContractParameter ReadParameter(IParameterSymbol parameter, IMethodSymbol method)
    {
        var isToken = !method.ReturnsVoid && parameter.Ordinal == method.Parameters.Length - 1 && parameter.Type.FullName() == "System.Threading.CancellationToken";
        if (!isToken)
        {
            CheckJson(parameter.Type, parameter, $"The parameter '{parameter.Name}'", method);
        }

        return new ContractParameter(
            TypeNames.Of(parameter.Type),
            parameter.Name,
            TypeNames.Identifier(parameter.Name),
            parameter.IsParams && parameter.Type.ElementType() is { } element ? TypeNames.Of(element) : null,
            isToken,
            !MayBeNull(parameter.Type) && !parameter.HasExplicitDefaultValue,
            parameter.HasExplicitDefaultValue ? Literals.Of(parameter.ExplicitDefaultValue, parameter.Type) : null);
    }

    private void CheckJson(ITypeSymbol type, ISymbol place, string what, IMethodSymbol method)
    {
        if (JsonTypes.FindUnwritable(type) is var (unwritable, reason))
        {
            // The code is generated all the same: a developer who has a converter for the type may turn this diagnostic off.
            _findings.Add(Finding.Of(ContractFindings.Unwritable, SourceLocation.Of(place) ?? _place, what, NameOf(method), unwritable.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(), reason));
        }
    }

    // Code without nullable annotations requires nothing.
    private static bool MayBeNull(ITypeSymbol type) => type.IsValueType
        ? type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        : type.NullableAnnotation != NullableAnnotation.NotAnnotated;

    private static bool DependsOnTypeParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => DependsOnTypeParameter(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(DependsOnTypeParameter) || (named.ContainingType is { } outer && DependsOnTypeParameter(outer)),
        _ => false,
    };

    private static bool HasMember(INamedTypeSymbol clients, string name) =>
        clients.GetMembers(name).Length > 0 || name is nameof(ToString) or nameof(GetHashCode) or nameof(GetType) or nameof(Equals);

    private static string CallName(ContractKind kind) => kind == ContractKind.EmitterClients ? nameof(ContractKind.Clients) : kind.ToString();

    private static string NameOf(ISymbol member) => $"{member.ContainingType.Name}.{member.Name}";

    private void FindIn(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments)
    {
        _isWhole = false;
        Find(descriptor, SourceLocation.Of(symbol) ?? _place, arguments);
    }

    private void Find(DiagnosticDescriptor descriptor, SourceLocation? place, params string[] arguments) => _findings.Add(Finding.Of(descriptor, place, arguments));
}
