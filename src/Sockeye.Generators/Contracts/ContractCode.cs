using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>Everything that a project needs of one contract. It becomes one file.</summary>
/// <param name="Identifier">The name of the contract for files and classes.</param>
/// <param name="Parts">The parts, each kind once and in order.</param>
internal sealed record ContractCode(string Identifier, EquatableArray<ContractPart> Parts)
{
    /// <summary>
    /// The name of a generated class. It is in no namespace. A project may have a namespace <c>Client</c> or <c>Server</c>, so not even a
    /// file-local class may have such a name.
    /// </summary>
    public static string ClassName(ContractKind kind, string identifier) => $"Sockeye{kind}Of_{identifier}";

    public static ContractCode Of(IEnumerable<ContractPart> parts)
    {
        ContractPart[] ordered = [.. parts.GroupBy(static part => part.Kind).OrderBy(static same => same.Key).Select(static same => same.First())];
        return new ContractCode(ordered[0].Model.Identifier, ordered.ToEquatable());
    }

    public string Write()
    {
        var source = new SourceWriter();
        var registrations = new List<string>();
        foreach (var part in Parts)
        {
            switch (part.Kind)
            {
                case ContractKind.Clients or ContractKind.EmitterClients:
                    ExtensionsWriter.Write(source, part);
                    break;
                case ContractKind.Client or ContractKind.Server when part.Model.IsWhole:
                    registrations.Add(ImplementationWriter.Write(source, part));
                    break;
                case ContractKind.Listen when part.Model.IsWhole:
                    registrations.Add(ListenersWriter.Write(source, part.Model));
                    break;
            }
        }

        WriteRegistration(source, registrations);
        return source.ToString();
    }

    private void WriteRegistration(SourceWriter source, List<string> registrations)
    {
        if (registrations.Count == 0)
        {
            return;
        }

        source.Open($"file static class SockeyeRegistrationOf_{Identifier}")
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Open("internal static void Register()");
        foreach (var registration in registrations)
        {
            source.Line(registration);
        }

        source.Close().Close();
    }
}
