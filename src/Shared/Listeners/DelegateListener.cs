namespace Sockeye.Sockets.Listeners;

/// <summary>A listener that is a delegate of the application, with any parameters.</summary>
internal abstract class DelegateListener(Delegate original, bool once) : EventListener(original, once)
{
    private ListenerParameter[]? _parameters;

    public override string Expected =>
        string.Join(", ", Types.Where((_, i) => _parameters is not { } parameters || parameters[i].IsArgument).Select(static type => type.ToString()));

    /// <summary>The types that the delegate takes.</summary>
    protected abstract Type[] Types { get; }

    /// <summary>The sources of its parameters. Two events at the same time find the same ones.</summary>
    protected ListenerParameter[] Parameters(in ListenerCall call) => _parameters ??= call.Source.Methods.ParametersOf(Original, Types);
}
