namespace Sockeye.TypeScriptContracts;

/// <summary>What the server tells its operators.</summary>
[ServerToClient("/admin/live users")]
public interface IAdminClient
{
    Task Load(Load load);
}
