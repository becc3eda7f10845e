using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Sockeye.Contracts.Assemblies;

/// <summary>Reads documentation comments from the XML file next to an assembly, if there is one.</summary>
internal sealed partial class DocumentationReader
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    public Documentation Of(MemberInfo member)
    {
        var element = Find(member);
        var parameters = new Dictionary<string, string>();
        foreach (var parameter in element?.Elements("param") ?? [])
        {
            if (parameter.Attribute("name")?.Value is { } name && Text(parameter) is { } text)
            {
                parameters[name] = text;
            }
        }

        var obsolete = member.Find("System.ObsoleteAttribute");
        return new(Text(element?.Element("summary")), parameters, Text(element?.Element("returns")), obsolete is null ? null : obsolete.Argument<string>(0) ?? "");
    }

    // A method is found by its name alone, because an event has only one method.
    private XElement? Find(MemberInfo member)
    {
        var owner = (member as Type ?? member.DeclaringType)!;
        var name = owner.FullName?.Replace('+', '.');
        var id = member switch
        {
            Type => $"T:{name}",
            MethodInfo => $"M:{name}.{member.Name}",
            PropertyInfo => $"P:{name}.{member.Name}",
            _ => $"F:{name}.{member.Name}",
        };
        return MembersOf(owner.Assembly).GetValueOrDefault(id);
    }

    private Dictionary<string, XElement> MembersOf(Assembly assembly)
    {
        if (_files.TryGetValue(assembly, out var members))
        {
            return members;
        }

        members = new(StringComparer.Ordinal);
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        try
        {
            foreach (var element in File.Exists(path) ? XDocument.Load(path).Descendants("member") : [])
            {
                if (element.Attribute("name")?.Value is { } name)
                {
                    members.TryAdd(name.StartsWith('M') ? name.Split('(')[0] : name, element);
                }
            }
        }
        catch (XmlException)
        {
            // Documentation that cannot be read does not prevent the declarations.
        }

        _files.Add(assembly, members);
        return members;
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.Nodes().Select(Text));
        var lines = text.Split(ParagraphBreak).Select(static paragraph => Space().Replace(paragraph, " ").Trim()).Where(static paragraph => paragraph.Length > 0);
        text = string.Join("\n\n", lines);
        return text.Length > 0 ? text : null;
    }

    private const char ParagraphBreak = '\u2029';

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see when !see.Nodes().Any() => Code(see.Attribute("langword")?.Value ?? LastName(see.Attribute("cref")?.Value) ?? see.Attribute("href")?.Value ?? ""),
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => Code(name.Attribute("name")?.Value ?? ""),
        XElement { Name.LocalName: "c" or "code" } code => Code(code.Value),
        XElement { Name.LocalName: "para" } paragraph => ParagraphBreak + string.Concat(paragraph.Nodes().Select(Text)) + ParagraphBreak,
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    private static string Code(string text) => $"`{text}`";

    // T:Chat.Vote becomes Vote.
    private static string? LastName(string? reference) => reference?.Split('(')[0].Split(':')[^1].Split('.')[^1].Split('`')[0];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
