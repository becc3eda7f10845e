using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>
/// The scope of a call that also owns another object. That object is disposed of first, because it may still use the services.
/// </summary>
/// <param name="owned">An <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
/// <param name="services">The scope of the services, if it exists already.</param>
internal sealed class OwningScope(object owned, IServiceScope? services) : IServiceScope, IAsyncDisposable
{
    private IServiceScope? _services = services;

    /// <summary>Whether there is a scope of services. The owned object may be created without one.</summary>
    public bool HasServices => _services is not null;

    public IServiceProvider ServiceProvider => _services!.ServiceProvider;

    /// <summary>Adds a scope of services later, for example for a filter.</summary>
    public void AddServices(IServiceScope services) => _services = services;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        try
        {
            switch (owned)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        finally
        {
            if (_services is not null)
            {
                await new AsyncServiceScope(_services).DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
