using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Sockets.Listeners;

/// <summary>The scope of a call that has made something besides: that is disposed of first, since it may still use the services.</summary>
/// <param name="owned">An <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</param>
/// <param name="services">The scope of the services, if there is one.</param>
internal sealed class OwningScope(object owned, IServiceScope? services) : IServiceScope, IAsyncDisposable
{
    public IServiceProvider ServiceProvider => services?.ServiceProvider ?? throw new InvalidOperationException("The services of a call are asked for before what is made of them.");

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
            if (services is not null)
            {
                await new AsyncServiceScope(services).DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
