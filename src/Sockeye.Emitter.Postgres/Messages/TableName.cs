using System.Text;
using System.Text.RegularExpressions;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>The name of a table in SQL, with or without its schema.</summary>
internal sealed partial class TableName
{
    private const int MaxBytes = 63; // Postgres truncates longer names

    private readonly string _name;

    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public TableName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Pattern().IsMatch(name))
        {
            throw new ArgumentException($"\"{name}\" is not the name of a table, with or without its schema.", nameof(name));
        }

        _name = name;
    }

    /// <summary>The name without its schema.</summary>
    public string WithoutSchema => _name[(_name.EndsWith('"') ? SchemaEnd(_name) : _name.LastIndexOf('.') + 1)..];

    public override string ToString() => _name;

    /// <summary>The name of a table in the same schema, with a suffix.</summary>
    /// <exception cref="ArgumentException">Postgres would truncate the name.</exception>
    public TableName With(string suffix)
    {
        var name = new TableName(_name.EndsWith('"') ? _name[..^1] + suffix + '"' : _name + suffix);
        var letters = name.WithoutSchema.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetByteCount(letters) <= MaxBytes
            ? name
            : throw new ArgumentException($"\"{_name}\" is too long: the names of tables have at most {MaxBytes} bytes, including the suffix {suffix}.", nameof(suffix));
    }

    // If both names are quoted, the dot is between two quotation marks.
    private static int SchemaEnd(string name)
    {
        var start = name.LastIndexOf(".\"", StringComparison.Ordinal);
        return start > 0 && Pattern().IsMatch(name[..start]) && Pattern().IsMatch(name[(start + 1)..]) ? start + 1 : 0;
    }

    [GeneratedRegex("""^(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\0]|"")+")(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\0]|"")+"))?$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
