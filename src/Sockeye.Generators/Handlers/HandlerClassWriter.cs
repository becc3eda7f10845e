using Sockeye.Generators.Checks;
using Sockeye.Generators.Naming;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>
/// Writes the code that calls the methods of a class: it reads their arguments, checks them, creates the instance, and answers.
/// </summary>
internal sealed class HandlerClassWriter
{
    private const string Runtime = "global::Sockeye.Handlers";
    private const string Task = "global::System.Threading.Tasks.Task";

    private const string Authorizations = "global::System.Collections.Generic.IReadOnlyList<global::Microsoft.AspNetCore.Authorization.IAuthorizeData>";

    private readonly SourceWriter _source = new();
    private readonly HandlerClassModel _model;
    private readonly CheckWriter _checks;
    private readonly List<string> _maybeServices = [];

    private HandlerClassWriter(HandlerClassModel model)
    {
        _model = model;
        _checks = new CheckWriter(_source);
    }

    public static string Write(HandlerClassModel model)
    {
        var writer = new HandlerClassWriter(model);
        writer.Write();
        return writer._source.ToString();
    }

    private void Write()
    {
        _source.Line("namespace Sockeye.Generated;").Line();
        _source.Line($"/// <summary>Calls the methods of <c>{_model.Type}</c>.</summary>");
        _source.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Sockeye.Generators\", \"\")]");
        _source.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        _source.Open($"internal sealed class {_model.Identifier}_Handlers : {Runtime}.HandlerClass");
        if (_model.IsShared)
        {
            _source.Line($"private readonly {_model.Type} _handlers = new();").Line();
        }

        for (var i = 0; i < _model.Methods.Count; i++)
        {
            WriteMethod(i, _model.Methods[i]);
        }

        WriteHook(_model.Connected);
        WriteHook(_model.Disconnected);
        _checks.WriteTypes(_model.Checks);
        _checks.WriteAttributes();
        WriteConstructor();
        _source.Close();
    }

    private void WriteConstructor()
    {
        for (var i = 0; i < _maybeServices.Count; i++)
        {
            _source.Line($"private readonly bool _isService{i};");
        }

        _source.Line();
        _source.Open($"private {_model.Identifier}_Handlers({Runtime}.HandlerMapping mapping) : base(mapping)");
        for (var i = 0; i < _maybeServices.Count; i++)
        {
            _source.Line($"_isService{i} = mapping.IsService(typeof({_maybeServices[i]}));");
        }

        _source.Close().Line();
        _source.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        _source.Line($"internal static void Register() => {Runtime}.HandlerClasses.Add<{_model.Type}>(static mapping => new {_model.Identifier}_Handlers(mapping));").Line();
        _source.Line($"protected override {Runtime}.HandlerMethod[] CreateMethods() =>").Line("[");
        for (var i = 0; i < _model.Methods.Count; i++)
        {
            var method = _model.Methods[i];
            var expected = string.Join(", ", method.Parameters.Where(static parameter => IsRead(parameter)).Select(static parameter => parameter.Type.Replace("global::", string.Empty)));
            _source.Line($"    new({TypeNames.Literal(method.EventName)}, {TypeNames.Literal(method.Name)}, {TypeNames.Literal(expected)}, Call{i}){Initializer(method.Authorization)},");
        }

        _source.Line("];");
        if (_model.Authorization.Count > 0)
        {
            _source.Line().Line($"public override {Authorizations} Authorization {{ get; }} = [{string.Join(", ", _model.Authorization)}];");
        }
    }

    private static string Initializer(EquatableArray<string> authorization) =>
        authorization.Count == 0 ? string.Empty : $" {{ Authorization = [{string.Join(", ", authorization)}] }}";

    private void WriteMethod(int index, HandlerMethodModel method)
    {
        _source.Open($"private {Task}? Call{index}(ref {Runtime}.EventCall call)");
        var services = ReadArguments(method);
        _source.Line("call.Ready();");
        if (method.Result == ResultKind.Stream)
        {
            _source.Line("var stream = call.OpenStream();");
        }

        foreach (var service in services)
        {
            _source.Line(service);
        }

        if (!method.IsStatic)
        {
            _source.Line($"var handlers = {(_model.IsShared ? "_handlers" : Construct("call.Socket", "call.Services", "call.Disconnected"))};");
            if (_model.IsDisposable || _model.IsAsyncDisposable)
            {
                _source.Line("call.Own(handlers);");
            }
        }

        WriteFiltered(index, method);
        var target = $"{(method.IsStatic ? _model.Type : "handlers")}.{TypeNames.Identifier(method.Name)}({Arguments(method, static i => $"argument{i}")})";
        var answers = MayAnswerItself(method) ? "Complete" : "Done";
        switch (method.Result)
        {
            case ResultKind.Nothing:
                _source.Line($"{target};").Line($"return call.{answers}();");
                break;
            case ResultKind.Task or ResultKind.ValueTask:
                _source.Line($"return call.{answers}({target});");
                break;
            case ResultKind.Value:
                _source.Line($"return call.Answer<{method.ResultType}>({target});");
                break;
            case ResultKind.Stream:
                _source.Line($"return call.Stream(stream, {target});");
                break;
            default:
                _source.Line($"return call.Answer({target});");
                break;
        }

        _source.Close().Line();
    }

    // A filter gets the arguments as a list, and the result as an object.
    private void WriteFiltered(int index, HandlerMethodModel method)
    {
        var target = method.IsStatic ? _model.Type : $"(({_model.Type})handlers!)";
        var call = $"{target}.{TypeNames.Identifier(method.Name)}({Arguments(method, i => $"({method.Parameters[i].Type})arguments[{i}]!")})";
        var invoke = method.Result switch
        {
            ResultKind.Nothing => $"static (handlers, arguments) => {{ {call}; return default; }}",
            ResultKind.Task or ResultKind.ValueTask => $"static async (handlers, arguments) => {{ await {call}; return null; }}",
            ResultKind.TaskOfValue or ResultKind.ValueTaskOfValue => $"static async (handlers, arguments) => await {call}",
            _ => $"static (handlers, arguments) => new global::System.Threading.Tasks.ValueTask<object?>({call})",
        };
        var values = Arguments(method, static i => $"argument{i}");
        _source.Open("if (IsFiltered)");
        _source.Line($"var filtered = Filter(ref call, {index}, {(method.IsStatic ? "null" : "handlers")}, [{values}], {invoke});");
        _source.Line(method.Result switch
        {
            ResultKind.Stream => $"return call.Stream<{method.ResultType}>(stream, filtered);",
            ResultKind.Nothing or ResultKind.Task or ResultKind.ValueTask => $"return call.{(MayAnswerItself(method) ? "Complete" : "Done")}(filtered.AsTask());",
            _ => $"return call.AnswerFiltered<{method.ResultType}>(filtered);",
        });
        _source.Close();
    }

    /// <summary>Writes the code that reads what the client has sent.</summary>
    /// <returns>The code that has to follow, because no scope is created for arguments that do not fit.</returns>
    private List<string> ReadArguments(HandlerMethodModel method)
    {
        List<string> later = [];
        List<(int Index, ParameterModel Parameter, string? Condition)> checks = [];
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            var parameter = method.Parameters[i];
            string? condition = null;
            if (parameter.Kind == ParameterKind.ArgumentOrService)
            {
                condition = $"_isService{_maybeServices.Count}";
                _maybeServices.Add(NotNull(parameter.Type));
                _source.Line($"var argument{i} = {condition} ? default({parameter.Type})! : {Read(parameter)};");
                later.Add($"if ({condition}) {{ argument{i} = {Service(NotNull(parameter.Type), null, isRequired: true, "call.Services")}; }}");
            }
            else if (IsRead(parameter))
            {
                _source.Line($"var argument{i} = {Read(parameter)};");
            }
            else
            {
                later.Add($"var argument{i} = {Injected(parameter, "call.Socket", "call.Services", method.Result == ResultKind.Stream ? "stream.Token" : "call.Disconnected")};");
            }

            if (parameter.Check is not null)
            {
                checks.Add((i, parameter, condition));
            }
        }

        if (checks.Count > 0)
        {
            _checks.WriteArguments(method.EventName, checks.Select(static check => ($"argument{check.Index}", check.Parameter.Name, check.Parameter.Check!, check.Condition is null ? null : $"!{check.Condition}")));
        }

        return later;
    }

    private static bool IsRead(ParameterModel parameter) => parameter.Kind is ParameterKind.Argument or ParameterKind.Rest or ParameterKind.ArgumentOrService;

    // If so, it may answer later than it returns.
    private static bool MayAnswerItself(HandlerMethodModel method) =>
        method.Parameters.Any(static parameter => parameter.Kind is ParameterKind.Acknowledgement or ParameterKind.IncomingEvent);

    private static string Read(ParameterModel parameter) =>
        parameter.Kind == ParameterKind.Rest ? $"call.Rest<{parameter.Item}>()"
        : parameter.Default is { } fallback ? $"call.Optional<{parameter.Type}>({fallback})!"
        : parameter.IsRequired ? $"call.Required<{parameter.Type}>({TypeNames.Literal(parameter.Name)})"
        : $"call.Next<{parameter.Type}>()";

    private static string Arguments(HandlerMethodModel method, Func<int, string> value) =>
        string.Join(", ", Enumerable.Range(0, method.Parameters.Count).Select(value));

    private static string Injected(ParameterModel parameter, string socket, string services, string disconnected) => parameter.Kind switch
    {
        ParameterKind.Socket => socket,
        ParameterKind.IncomingEvent => "call.Event",
        ParameterKind.Acknowledgement => "call.Acknowledgement",
        ParameterKind.CancellationToken => disconnected,
        ParameterKind.Services => services,
        ParameterKind.DisconnectReason => "reason",
        ParameterKind.Default => $"({parameter.Type})({parameter.Default})",
        _ when parameter.Default is { } fallback => $"({Service(parameter.Type, parameter.ServiceKey, isRequired: false, services)} ?? {fallback})",
        _ => Service(parameter.Type, parameter.ServiceKey, parameter.IsRequired, services),
    };

    private static string Service(string type, string? key, bool isRequired, string services)
    {
        const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProvider";
        var get = isRequired ? "GetRequired" : "Get";
        return key is null
            ? $"{Extensions}ServiceExtensions.{get}Service<{type}>({services})!"
            : $"{Extensions}KeyedServiceExtensions.{get}KeyedService<{type}>({services}, {key})!";
    }

    private string Construct(string socket, string services, string disconnected) =>
        $"new {_model.Type}({string.Join(", ", _model.Constructor.Select(parameter => Injected(parameter, socket, services, disconnected)))})";

    private void WriteHook(HookModel? hook)
    {
        if (hook is null)
        {
            return;
        }

        var isConnected = hook.Name == "OnConnectedAsync";
        _source.Line($"public override bool {(isConnected ? "HearsOfConnects" : "HearsOfDisconnects")} => true;").Line();
        _source.Open(isConnected
            ? $"protected override async {Task} OnConnectedAsync(global::Sockeye.Socket socket, global::System.IServiceProvider services)"
            : $"protected override async {Task} OnDisconnectedAsync(global::Sockeye.Socket socket, global::Sockeye.DisconnectReason reason, global::System.IServiceProvider services)");
        if (!hook.IsStatic)
        {
            var disposal = _model.IsAsyncDisposable ? "await using " : _model.IsDisposable ? "using " : string.Empty;
            _source.Line($"{disposal}var handlers = {(_model.IsShared ? "_handlers" : Construct("socket", "services", "socket.Disconnected"))};");
        }

        var arguments = string.Join(", ", hook.Parameters.Select(static parameter => Injected(parameter, "socket", "services", "socket.Disconnected")));
        _source.Line($"{(hook.IsAwaited ? "await " : string.Empty)}{(hook.IsStatic ? _model.Type : "handlers")}.{hook.Name}({arguments});");
        _source.Close().Line();
    }

    private static string NotNull(string type) => type.TrimEnd('?');
}
