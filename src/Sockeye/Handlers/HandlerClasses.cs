using System.ComponentModel;

namespace Sockeye.Handlers;

/// <summary>The handler classes that have generated code. An assembly adds its classes when it is loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerClasses
{
    /// <summary>Registers the code that calls the methods of a class.</summary>
    public static void Add<T>(Func<HandlerMapping, HandlerClass> create)
        where T : class =>
        Known<T>.Create = create;

    internal static HandlerClass Create<T>(SocketIOServer server, Action<HandlerOptions>? configure)
        where T : class
    {
        var create = Known<T>.Create
            ?? throw new InvalidOperationException(
                $"There is no generated code for {typeof(T)}. Sockeye.Generators has to run in the project that calls MapHandlers. It comes with the package; a project reference needs OutputItemType=\"Analyzer\". "
                + "Call MapHandlers with the name of the class, not with a type parameter.");
        var options = new HandlerOptions();
        configure?.Invoke(options);
        return create(new HandlerMapping(server, options));
    }

    private static class Known<T>
    {
        public static Func<HandlerMapping, HandlerClass>? Create { get; set; }
    }
}
