using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>Finds the marked interfaces and handler classes in assemblies and reads the events of their methods.</summary>
internal sealed class ContractReader
{
    private const string ToClient = "Sockeye.ServerToClientAttribute";
    private const string ToServer = "Sockeye.ClientToServerAttribute";

    private readonly SortedDictionary<string, ContractNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];
    private readonly HashSet<(Type Interface, string Namespace, bool IsToClient)> _read = [];
    private readonly ServerShapes _server = new();
    private readonly ShapeReader _shapes;
    private readonly InterfaceReader _interfaces;
    private readonly HandlerClassReader _handlerClasses;

    public ContractReader(ToolOptions options)
    {
        _shapes = new ShapeReader(options);
        var events = new EventReader(_shapes, _problems);
        _interfaces = new InterfaceReader(events, _problems);
        _handlerClasses = new HandlerClassReader(events);
    }

    public ContractSet Read(AssemblySet assemblies)
    {
        foreach (var type in assemblies.Assemblies.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.IsInterface || type.IsClass).OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            ReadType(type, ToClient, isToClient: true);
            ReadType(type, ToServer, isToClient: false);
        }

        AddStreams();
        UseShapes();
        var name = assemblies.Assemblies[0].GetName();
        if (_namespaces.Count == 0)
        {
            _problems.Add(new Problem(
                Problem.NoContracts,
                $"Nothing in {string.Join(", ", assemblies.Assemblies.Select(static assembly => assembly.GetName().Name))} is marked with [ServerToClient] or [ClientToServer], so there is nothing to write.",
                IsWarning: true));
        }

        NamedShape[] shapes = [.. _shapes.Named.Concat(_server.All).Where(static shape => shape.Use != ShapeUse.None)];
        return new ContractSet(name.Name!, name.Version?.ToString(3) ?? "0.0.0", [.. _namespaces.Values], shapes, _server.ErrorAnswer, _problems);
    }

    private void ReadType(Type type, string attributeName, bool isToClient)
    {
        if (type.Find(attributeName) is not { } attribute)
        {
            return;
        }

        if (type.IsGenericTypeDefinition)
        {
            _problems.Add(new Problem(Problem.NoEvent, $"{type.Name.Split('`')[0]} is generic, but an event has arguments of known types. Mark {(type.IsInterface ? "an interface" : "a class")} that derives from one of its forms."));
            return;
        }

        var name = attribute.Argument<string>(0) ?? "/";
        name = name.StartsWith('/') ? name : "/" + name;
        if (!_namespaces.TryGetValue(name, out var found))
        {
            _namespaces.Add(name, found = new ContractNamespace(name));
        }

        foreach (var read in type.IsInterface ? ReadInterface(type, name, isToClient) : _handlerClasses.Read(type))
        {
            Add(read, isToClient ? found.ToClient : found.ToServer, name);
        }
    }

    // A marked interface may derive from another one of the same namespace: its methods are the same events, not two of one name.
    private IEnumerable<ContractEvent> ReadInterface(Type type, string name, bool isToClient) => type.GetInterfaces().Prepend(type)
        .Where(one => _read.Add((one, name, isToClient)))
        .SelectMany(one => _interfaces.Read(one, type, isToClient ? EventSource.ServerToClient : EventSource.ClientToServer));

    private void Add(ContractEvent read, List<ContractEvent> events, string ns)
    {
        if (events.Find(known => known.Name == read.Name) is { } known)
        {
            _problems.Add(new Problem(
                Problem.SameEvent, $"{known.Origin} and {read.Origin} are both the event \"{read.Name}\" of {ns}. Rename one of them, or give it another event name with [Event(\"...\")]."));
        }
        else
        {
            events.Add(read);
        }
    }

    private void AddStreams()
    {
        foreach (var one in _namespaces.Values)
        {
            Shape[] items = [.. one.ToServer.Select(static read => read.Item).OfType<Shape>()];
            if (items.Length == 0)
            {
                continue;
            }

            for (var i = 0; i < one.ToServer.Count; i++)
            {
                one.ToServer[i] = one.ToServer[i].Item is null ? one.ToServer[i] : one.ToServer[i] with { Answer = _server.StreamStart };
            }

            var (toClient, toServer) = _server.StreamEvents(AnyOfShape.Of(items));
            foreach (var read in toClient)
            {
                Add(read, one.ToClient, one.Name);
            }

            foreach (var read in toServer)
            {
                Add(read, one.ToServer, one.Name);
            }
        }
    }

    private void UseShapes()
    {
        foreach (var one in _namespaces.Values)
        {
            Use(one.ToClient, ShapeUse.Written, ShapeUse.Read);
            Use(one.ToServer, ShapeUse.Read, ShapeUse.Written);

            // An error answer is not a part of an answer's type. A client checks for it.
            if (one.ToServer.Exists(static read => read.Answer is not null))
            {
                ShapeUses.Add(_server.ErrorAnswer, ShapeUse.Written, static _ => { });
            }
        }
    }

    private void Use(List<ContractEvent> events, ShapeUse arguments, ShapeUse answers)
    {
        foreach (var one in events)
        {
            foreach (var parameter in one.Parameters)
            {
                ShapeUses.Add(parameter.Shape, arguments, Refuse);
            }

            if (one.Answer is { } answer)
            {
                ShapeUses.Add(answer, answers, Refuse);
            }

            void Refuse(ObjectShape shape) => _problems.Add(new Problem(Problem.NoJson, $"{one.Origin}: the server cannot read {shape.Origin} ({shape.WhyUnreadable})."));
        }
    }
}
