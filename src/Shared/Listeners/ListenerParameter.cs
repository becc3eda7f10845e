using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>One parameter of a listener.</summary>
internal sealed class ListenerParameter
{
    public required ParameterSource Source { get; init; }

    /// <summary>The name of the parameter in error messages.</summary>
    public required string Name { get; init; }

    /// <summary>For an optional argument: its default value.</summary>
    public object? Default { get; init; }

    /// <summary>For a keyed service: its key.</summary>
    public FromKeyedServicesAttribute? Key { get; init; }

    public bool IsArgument => Source <= ParameterSource.OptionalArgument;

    /// <summary>Gets the value for a call.</summary>
    public T Take<T>(ref ListenerCall call) => Source switch
    {
        ParameterSource.Argument => call.Arguments.Next<T>()!,
        ParameterSource.RequiredArgument => call.Arguments.Required<T>(Name),
        ParameterSource.OptionalArgument => call.Arguments.Optional(Default is T value ? value : default)!,
        ParameterSource.Acknowledgement => (T)(object)call.Source.Acknowledgement,
        ParameterSource.CancellationToken => (T)(object)call.Source.Disconnected,
        ParameterSource.Event => call.ToEvent<T>(),
        ParameterSource.Socket => (T)call.Source.Socket,
        _ => (T)GetService(call.Services, typeof(T))!,
    };

    private object? GetService(IServiceProvider services, Type type)
    {
        if (Key is null)
        {
            return Source == ParameterSource.Service ? services.GetRequiredService(type) : services.GetService(type);
        }

        return Source == ParameterSource.Service ? services.GetRequiredKeyedService(type, Key.Key) : services.GetKeyedService(type, Key.Key);
    }
}
