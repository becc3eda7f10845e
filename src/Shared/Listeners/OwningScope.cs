using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>The scope of a call that has made something besides: that is disposed of first, since it may still use the services.</summary>
/// <param name="owned">An <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
/// <param name="services">The scope of the services, if there is one already.</param>
internal sealed class OwningScope(object owned, IServiceScope? services) : IServiceScope, IAsyncDisposable
{
    private IServiceScope? _services = services;

    /// <summary>Whether there is a scope of services: what is owned may be made without any.</summary>
    public bool HasServices => _services is not null;

    public IServiceProvider ServiceProvider => _services!.ServiceProvider;

    /// <summary>Services are asked for after all, as by a filter.</summary>
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
