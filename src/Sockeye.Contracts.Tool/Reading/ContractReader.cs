using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Reading;

/// <summary>Finds the marked interfaces in assemblies and reads the events of their methods.</summary>
internal sealed class ContractReader
{
    private const string ToClient = "Sockeye.ServerToClientAttribute";
    private const string ToServer = "Sockeye.ClientToServerAttribute";

    private readonly SortedDictionary<string, ContractNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];
    private readonly HashSet<(Type Interface, string Namespace, bool IsToClient)> _read = [];
    private readonly ServerShapes _server = new();
    private readonly ShapeReader _shapes;
    private readonly MethodReader _methods;

    public ContractReader(ToolOptions options)
    {
        _shapes = new ShapeReader(options);
        _methods = new MethodReader(_shapes, _problems);
    }

    public ContractSet Read(AssemblySet assemblies)
    {
        foreach (var type in assemblies.Assemblies.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.IsInterface).OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            ReadInterface(type, ToClient, isToClient: true);
            ReadInterface(type, ToServer, isToClient: false);
        }

        AddStreams();
        UseShapes();
        var name = assemblies.Assemblies[0].GetName();
        if (_namespaces.Count == 0)
        {
            _problems.Add(new Problem(
                Problem.NoContracts,
                $"No interface in {string.Join(", ", assemblies.Assemblies.Select(static assembly => assembly.GetName().Name))} is marked [ServerToClient] or [ClientToServer]: there is nothing to write.",
                IsWarning: true));
        }

        NamedShape[] shapes = [.. _shapes.Named.Concat(_server.All).Where(static shape => shape.Use != ShapeUse.None)];
        return new ContractSet(name.Name!, name.Version?.ToString(3) ?? "0.0.0", [.. _namespaces.Values], shapes, _server.ErrorAnswer, _problems);
    }

    private void ReadInterface(Type type, string attributeName, bool isToClient)
    {
        if (type.Find(attributeName) is not { } attribute)
        {
            return;
        }

        if (type.IsGenericTypeDefinition)
        {
            _problems.Add(new Problem(Problem.NoEvent, $"{type.Name.Split('`')[0]} is generic, and an event has arguments of known types. Mark an interface that derives from one of its forms."));
            return;
        }

        var name = attribute.Argument<string>(0) ?? "/";
        name = name.StartsWith('/') ? name : "/" + name;
        if (!_namespaces.TryGetValue(name, out var found))
        {
            _namespaces.Add(name, found = new ContractNamespace(name));
        }

        var events = isToClient ? found.ToClient : found.ToServer;
        foreach (var one in type.GetInterfaces().Prepend(type))
        {
            // A marked interface may derive from another one of the same namespace: its methods are the same events, not two of one name.
            if (_read.Add((one, name, isToClient)))
            {
                foreach (var read in _methods.Read(one, type, isToClient))
                {
                    Add(read, events, name);
                }
            }
        }
    }

    private void Add(ContractEvent read, List<ContractEvent> events, string ns)
    {
        if (events.Find(known => known.Name == read.Name) is { } known)
        {
            _problems.Add(new Problem(
                Problem.SameEvent, $"{known.Origin} and {read.Origin} are both the event \"{read.Name}\" of {ns}. Rename one of them, or give it another event by [Event(\"...\")]."));
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

            // It is no part of an answer's type: a client that wants to know looks for it.
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
