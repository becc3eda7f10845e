namespace Sockeye;

/// <summary>Lets the authentication of sockets end, and be renewed.</summary>
public static class LiveAuthenticationExtensions
{
    /// <summary>
    /// The authentication of the sockets of the namespace ends when their token or cookie does, unless the client renews it. For namespaces of a pattern call it in
    /// <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace. Call it before clients are let in.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="InvalidOperationException">It was called for this namespace before.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static LiveAuthentication UseLiveAuthentication(this Namespace ns, Action<LiveAuthenticationOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (ns.Features.Get<LiveAuthentication>() is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} has live authentication already.");
        }

        var options = new LiveAuthenticationOptions();
        configure?.Invoke(options);
        options.Validate();
        var authentication = new LiveAuthentication(ns, options);
        ns.Features.TryAdd(authentication);
        return authentication;
    }
}
