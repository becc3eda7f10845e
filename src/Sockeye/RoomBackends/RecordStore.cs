namespace Sockeye;

/// <summary>Keeps the records of rooms.</summary>
public abstract class RecordStore
{
}
