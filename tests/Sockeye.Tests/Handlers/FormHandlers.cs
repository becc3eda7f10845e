using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Tests.Handlers;

/// <summary>Methods whose arguments are checked.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class FormHandlers
{
    public string Plain([Length(2, 5)] string name, [Range(1, 10)] int count = 1, [EmailAddress] string? email = null) => $"{name} {count} {email}";

    public string Send(Form form) => form.Title;

    public int Many([MaxLength(2)] Form[] forms) => forms.Length;

    public int ByName(Dictionary<string, Form> forms) => forms.Count;

    public int Words(params string[] words) => words.Length;

    public string Period(Period period) => period.From;
}
