using Sockeye.Records;

namespace Sockeye;

public sealed partial class Namespace
{
    /// <summary>What keeps the records of rooms; none where they are not used.</summary>
    internal RecordBook? Records { get; set; }
}
