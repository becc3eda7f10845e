namespace Sockeye;

/// <summary>Lets the authentication of sockets expire and be renewed.</summary>
public static class LiveAuthenticationExtensions
{
    /// <summary>
    /// Ends the authentication of the namespace's sockets when their token or cookie expires, unless the client renews it. For namespaces
    /// of a pattern, call this in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace. Call this before clients connect.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">The namespace already has live authentication.</exception>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static LiveAuthentication UseLiveAuthentication(this Namespace ns, Action<LiveAuthenticationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (ns.Features.Get<LiveAuthentication>() is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has live authentication.");
        }

        var options = new LiveAuthenticationOptions();
        configure?.Invoke(options);
        options.Validate();
        var authentication = new LiveAuthentication(ns, options);
        ns.Features.TryAdd(authentication);
        return authentication;
    }
}
