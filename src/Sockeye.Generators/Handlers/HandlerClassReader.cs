using Microsoft.CodeAnalysis;
using Sockeye.Generators.Checks;
using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>Reads the model of a handler class: its constructor, its events and its hooks.</summary>
internal sealed class HandlerClassReader
{
    private const string ConnectedHook = "OnConnectedAsync";
    private const string DisconnectedHook = "OnDisconnectedAsync";
    private const string NonEvent = "Sockeye.NonEventAttribute";
    private const string AuthorizeData = "Microsoft.AspNetCore.Authorization.IAuthorizeData";
    private const string AllowAnonymous = "Microsoft.AspNetCore.Authorization.IAllowAnonymous";
    private const string PreferredConstructor = "Microsoft.Extensions.DependencyInjection.ActivatorUtilitiesConstructorAttribute";

    private readonly Compilation _compilation;
    private readonly INamedTypeSymbol _type;
    private readonly SourceLocation? _call;
    private readonly List<Finding> _findings = [];
    private readonly CheckReader _checks;
    private readonly ParameterReader _parameters;

    private HandlerClassReader(Compilation compilation, INamedTypeSymbol type, SourceLocation? call)
    {
        _compilation = compilation;
        _type = type;
        _call = call;
        _checks = new CheckReader(_findings, compilation);
        _parameters = new ParameterReader(_checks, _findings);
    }

    /// <summary>Reads a class.</summary>
    /// <param name="compilation">The project that maps it.</param>
    /// <param name="type">The type argument.</param>
    /// <param name="call">The location of the call.</param>
    public static HandlerClassModel Read(Compilation compilation, ITypeSymbol type, Location call)
    {
        var location = SourceLocation.Of(call);
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class } named && !HasTypeParameters(named)
            ? new HandlerClassReader(compilation, named, location).Read()
            : Nothing(type, Finding.Of(HandlerDiagnostics.NotAClass, location, type.Name));
    }

    private static bool HasTypeParameters(INamedTypeSymbol type) =>
        type.TypeArguments.Any(static argument => argument is ITypeParameterSymbol || (argument is INamedTypeSymbol named && HasTypeParameters(named)));

    private static HandlerClassModel Nothing(ITypeSymbol type, params IEnumerable<Finding> findings) =>
        new(TypeNames.Of(type), TypeNames.IdentifierOf(type), false, false, false, default, default, null, null, default, default, findings.ToEquatable());

    private HandlerClassModel Read()
    {
        if (_type.IsAbstract)
        {
            return Nothing(_type, Finding.Of(HandlerDiagnostics.CannotBeMade, _call, _type.Name));
        }

        if (!_compilation.IsSymbolAccessibleWithin(_type, _compilation.Assembly) || IsInFile(_type))
        {
            return Nothing(_type, Finding.Of(HandlerDiagnostics.NotAccessible, _call, _type.Name));
        }

        var constructor = ReadConstructor();
        var methods = ReadMethods();
        var isAsyncDisposable = _type.Is("System.IAsyncDisposable");
        var isDisposable = _type.Is("System.IDisposable");
        return new HandlerClassModel(
            TypeNames.Of(_type),
            TypeNames.IdentifierOf(_type),
            constructor.Count == 0 && !isDisposable && !isAsyncDisposable && !HasState(),
            isDisposable,
            isAsyncDisposable,
            constructor,
            methods,
            ReadHook(ConnectedHook),
            ReadHook(DisconnectedHook),
            ConnectAuthorization(methods),
            _checks.Types,
            _findings.ToEquatable());
    }

    private EquatableArray<ParameterModel> ReadConstructor()
    {
        var constructors = _type.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToArray();
        if (constructors.Length > 1 && constructors.Where(static constructor => constructor.Attribute(PreferredConstructor) is not null).ToArray() is { Length: 1 } preferred)
        {
            constructors = preferred;
        }

        if (constructors is [var only])
        {
            return ReadInjected(only, "constructor");
        }

        _findings.Add(Finding.Of(HandlerDiagnostics.SeveralConstructors, SourceLocation.Of(_type) ?? _call, _type.Name, constructors.Length == 0 ? "none" : "several"));
        return default;
    }

    // The fields of another assembly may not be known here.
    private bool HasState() => _type.WithBases().Any(static type =>
        type.DeclaringSyntaxReferences.IsEmpty || type.GetMembers().Any(static member => member is IFieldSymbol { IsStatic: false } or IEventSymbol { IsStatic: false }));

    private EquatableArray<HandlerMethodModel> ReadMethods()
    {
        List<HandlerMethodModel> methods = [];
        var names = new Dictionary<string, string>();
        foreach (var method in PublicMethods().Where(IsEvent))
        {
            var location = SourceLocation.Of(method) ?? _call;
            if (method.IsGenericMethod)
            {
                _findings.Add(Finding.Of(HandlerDiagnostics.GenericMethod, location, method.Name));
                continue;
            }

            var name = EventNaming.NameOfImplementation(method, _type);
            if (ReservedNames.Contains(name))
            {
                _findings.Add(Finding.Of(HandlerDiagnostics.ReservedEvent, location, method.Name, name));
            }

            if (names.TryGetValue(name, out var other))
            {
                _findings.Add(Finding.Of(HandlerDiagnostics.DuplicateEvent, location, name, other, method.Name));
                continue;
            }

            names.Add(name, method.Name);
            if (method is { IsAsync: true, ReturnsVoid: true })
            {
                _findings.Add(Finding.Of(HandlerDiagnostics.AsyncVoid, location, method.Name));
            }

            var (result, resultType) = ReadResult(method, location);
            methods.Add(new HandlerMethodModel(
                name,
                method.Name,
                method.IsStatic,
                method.Parameters.Select(_parameters.OfEvent).ToEquatable(),
                result,
                resultType,
                Authorization(method)));
        }

        if (methods.Count == 0 && _findings.Count == 0)
        {
            _findings.Add(Finding.Of(HandlerDiagnostics.NoEvents, SourceLocation.Of(_type) ?? _call, _type.Name));
        }

        return methods.ToEquatable();
    }

    /// <summary>The methods of the class and its bases, without methods that a more derived one overrides or hides.</summary>
    private List<IMethodSymbol> PublicMethods()
    {
        List<IMethodSymbol> methods = [];
        foreach (var method in _type.WithBases().SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>()))
        {
            // There is no flag for members that the compiler adds to a record of another assembly. They are recognized by name or
            // attribute.
            if (method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false, CanBeReferencedByName: true }
                && method.Attribute("System.Runtime.CompilerServices.CompilerGeneratedAttribute") is null
                && !methods.Any(derived => IsCalledInPlaceOf(derived, method)))
            {
                methods.Add(method);
            }
        }

        return methods;
    }

    private static bool IsCalledInPlaceOf(IMethodSymbol derived, IMethodSymbol method) =>
        derived.Name == method.Name
        && derived.Arity == method.Arity
        && derived.Parameters.Select(static parameter => parameter.Type).SequenceEqual<ITypeSymbol>(method.Parameters.Select(static parameter => parameter.Type), SymbolEqualityComparer.Default);

    private bool IsEvent(IMethodSymbol method) =>
        method.Name is not (ConnectedHook or DisconnectedHook)
        && !IsHidden(method)
        && !IsOfObject(method)
        && !IsDisposal(method);

    // An override is not an event if the overridden method is not one.
    private static bool IsHidden(IMethodSymbol method) => method.WithOverridden().Any(static one => one.Attribute(NonEvent) is not null);

    private static bool IsOfObject(IMethodSymbol method) => method.WithOverridden().Last().ContainingType.SpecialType == SpecialType.System_Object;

    private bool IsDisposal(IMethodSymbol method) =>
        method.Parameters.IsEmpty
        && ((method.Name == "Dispose" && _type.Is("System.IDisposable")) || (method.Name == "DisposeAsync" && _type.Is("System.IAsyncDisposable")));

    private (ResultKind Kind, string? Type) ReadResult(IMethodSymbol method, SourceLocation? location)
    {
        var type = method.ReturnType;
        var (kind, value) = type switch
        {
            _ when method.ReturnsVoid => (ResultKind.Nothing, null),
            INamedTypeSymbol { TypeArguments: [var item] } when type.FullName() == "System.Threading.Tasks.Task" => (ResultKind.TaskOfValue, item),
            INamedTypeSymbol { TypeArguments: [var item] } when type.FullName() == "System.Threading.Tasks.ValueTask" => (ResultKind.ValueTaskOfValue, item),
            INamedTypeSymbol { TypeArguments: [var item] } when type.FullName() == "System.Collections.Generic.IAsyncEnumerable" => (ResultKind.Stream, item),
            _ when type.FullName() == "System.Threading.Tasks.Task" => (ResultKind.Task, null),
            _ when type.FullName() == "System.Threading.Tasks.ValueTask" => (ResultKind.ValueTask, null),
            _ => (ResultKind.Value, (ITypeSymbol?)type),
        };
        if (method.RefKind != RefKind.None || value is IPointerTypeSymbol or IFunctionPointerTypeSymbol or { IsRefLikeType: true } or { TypeKind: TypeKind.Delegate }
            || value?.FullName() is "System.Type" or "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" or "System.Collections.Generic.IAsyncEnumerable")
        {
            _findings.Add(Finding.Of(HandlerDiagnostics.UnsupportedResult, location, method.Name, type.ToDisplayString()));
        }

        return (kind, value is null ? null : TypeNames.Of(value));
    }

    private HookModel? ReadHook(string name)
    {
        if (PublicMethods().FirstOrDefault(method => method.Name == name && !IsHidden(method)) is not { } method)
        {
            return null;
        }

        var location = SourceLocation.Of(method) ?? _call;
        var isAwaited = method.ReturnType.FullName() is "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask" && method.ReturnType is INamedTypeSymbol { TypeArguments.IsEmpty: true };
        if (!isAwaited && !method.ReturnsVoid)
        {
            _findings.Add(Finding.Of(HandlerDiagnostics.HookResult, location, name));
        }
        else if (method is { IsAsync: true, ReturnsVoid: true })
        {
            _findings.Add(Finding.Of(HandlerDiagnostics.AsyncVoid, location, name));
        }

        return new HookModel(name, method.IsStatic, ReadInjected(method, name), isAwaited);
    }

    // The same instance may be created for an event and for a hook, so it gets only what both have.
    private EquatableArray<ParameterModel> ReadInjected(IMethodSymbol method, string name)
    {
        var parameters = method.Parameters.Select(ParameterReader.OfInjection).ToEquatable();
        foreach (var parameter in parameters)
        {
            if (parameter.Kind is ParameterKind.IncomingEvent or ParameterKind.Acknowledgement || (parameter.Kind == ParameterKind.DisconnectReason && name != DisconnectedHook))
            {
                _findings.Add(Finding.Of(HandlerDiagnostics.NotInjected, SourceLocation.Of(method) ?? _call, name, parameter.Name));
            }
        }

        return parameters;
    }

    // Attributes of the method are added to those of the class. [AllowAnonymous] on either lets everyone in. A method also has the
    // attributes of the methods that it overrides, because authorization attributes are inherited.
    private EquatableArray<string> Authorization(IMethodSymbol method)
    {
        ISymbol[] methods = [.. method.WithOverridden()];
        ISymbol[] types = [.. _type.WithBases()];
        var asking = Asking(methods);
        return asking.Length == 0 && (IsForEverybody(methods) || IsForEverybody(types))
            ? default
            : Authorization([.. types.Where(static type => !Has(type, AllowAnonymous)), .. asking]).ToEquatable();
    }

    // The most derived symbol comes first: if a base allows everyone, a more derived symbol that restricts access wins.
    private static bool IsForEverybody(ISymbol[] symbols) => Asking(symbols).Length == 0 && symbols.Any(static symbol => Has(symbol, AllowAnonymous));

    private static ISymbol[] Asking(ISymbol[] symbols) =>
        [.. symbols.TakeWhile(static symbol => !Has(symbol, AllowAnonymous)).Where(static symbol => Has(symbol, AuthorizeData))];

    // If a class has a method for everyone, everyone may connect.
    private EquatableArray<string> ConnectAuthorization(EquatableArray<HandlerMethodModel> methods) =>
        methods.Any(static method => method.Authorization.Count == 0)
            ? default
            : Authorization(_type.WithBases().Where(static type => !Has(type, AllowAnonymous))).ToEquatable();

    private static IEnumerable<string> Authorization(IEnumerable<ISymbol> symbols) =>
        symbols.SelectMany(static symbol => symbol.GetAttributes()).Where(static attribute => attribute.AttributeClass?.Is(AuthorizeData) == true).Select(AttributeSource.Of);

    private static bool Has(ISymbol symbol, string attributeType) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Is(attributeType) == true);

    private static bool IsInFile(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsInFile(outer));
}
