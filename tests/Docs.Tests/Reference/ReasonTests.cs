using System.Reflection;
using Docs.Tests.Pages;
using Sockeye.Client;
using Sockeye.Engine;

namespace Docs.Tests.Reference;

/// <summary>The pages of errors and of disconnect reasons have every word that the packages use.</summary>
public sealed class ReasonTests
{
    private const string Reasons = "docs/reference/disconnect-reasons.md";
    private const string Errors = "docs/reference/errors.md";

    [Theory]
    [InlineData(typeof(Sockeye.DisconnectReason), "On the server")]
    [InlineData(typeof(DisconnectReason), "On the client")]
    public void Reasons_OfAPackage_AreThoseOfThePage(Type type, string heading)
    {
        var words = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static field => field.IsLiteral && field.Name != nameof(Sockeye.DisconnectReason.EventName))
            .Select(static field => (string)field.GetRawConstantValue()!);
        var shown = Row.Of(Reasons).Where(row => row.Heading == heading && row.Cells.Count == 3).Select(static row => row.Cells[0]).ToList();

        AssertSame(words, shown, Reasons);
    }

    [Fact]
    public void Codes_OfTheEngine_AreThoseOfThePage() => AssertSame(
        Enum.GetValues<EngineErrorCode>().Select(static code => $"{(int)code}"),
        Row.Of(Errors).Where(static row => row.Heading == "Engine error codes" && row.Cells.Count == 4).Select(static row => row.Cells[0]),
        Errors);

    [Fact]
    public void Kinds_OfTheClient_AreThoseOfThePage() => AssertSame(
        Enum.GetNames<ConnectErrorKind>(),
        Row.Of(Errors).Where(static row => row.Heading == "connect_error" && row.Cells.Count == 2).Select(static row => row.Cells[0]),
        Errors);

    private static void AssertSame(IEnumerable<string> existing, IEnumerable<string> shown, string page) => Findings.AssertNone(
        existing.Except(shown).Select(word => $"{page} does not have \"{word}\".").Concat(shown.Except(existing).Select(word => $"{page}: there is no \"{word}\".")));
}
