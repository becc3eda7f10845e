namespace Sockeye.Hosting;

/// <summary>Creates the adapter of each namespace of one server.</summary>
internal sealed class AdapterFactory(Func<Namespace, Adapter> create)
{
    public Adapter Create(Namespace ns) => create(ns);
}
