using System.Globalization;
using System.Text;
using Sockeye.Contracts.Reading;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.TypeScript;

/// <summary>
/// Writes the type arguments for <c>Socket&lt;ServerToClientEvents, ClientToServerEvents&gt;</c> of <c>socket.io-client</c>, and the types
/// of the arguments. The file has only types, so its extension may be <c>.ts</c> or <c>.d.ts</c>.
/// </summary>
internal sealed class TypeScriptWriter
{
    private const string ToClient = "ServerToClientEvents";
    private const string ToServer = "ClientToServerEvents";
    private static readonly string[] Used = ["ArrayBuffer", "ArrayBufferView"];

    private readonly ContractSet _contracts;
    private readonly Dictionary<ContractNamespace, string> _prefixes = [];
    private readonly StringBuilder _text = new();

    public TypeScriptWriter(ContractSet contracts)
    {
        _contracts = contracts;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in contracts.Namespaces)
        {
            // The main namespace, or a single namespace, has the plain names.
            var wanted = contracts.Namespaces.Count == 1 ? "" : PascalCase(one.Name);
            var prefix = wanted;
            for (var number = 2; !taken.Add(prefix); number++)
            {
                prefix = wanted + number.ToString(CultureInfo.InvariantCulture);
            }

            _prefixes.Add(one, prefix);
        }

        ShapeNaming.Assign(contracts.Shapes, taken.SelectMany(static prefix => new[] { prefix + ToClient, prefix + ToServer }).Concat(Used));
    }

    public string Write()
    {
        _text.Append(CultureInfo.InvariantCulture, $"// Written by the build of {_contracts.Title}, from its contracts. Changes in this file are lost.\n/* eslint-disable */\n");
        foreach (var (one, prefix) in _prefixes)
        {
            WriteEvents($"What the server sends in the namespace `{one.Name}`.", prefix + ToClient, one.ToClient, isToClient: true);
            WriteEvents($"What clients send in the namespace `{one.Name}`.", prefix + ToServer, one.ToServer, isToClient: false);
        }

        if (_contracts.Namespaces.Count == 0)
        {
            WriteEvents("What the server sends.", ToClient, [], isToClient: true);
            WriteEvents("What clients send.", ToServer, [], isToClient: false);
        }

        foreach (var shape in _contracts.Shapes.OrderBy(static shape => shape.Name, StringComparer.Ordinal))
        {
            WriteShape(shape);
        }

        return _text.ToString();
    }

    private void WriteEvents(string summary, string name, IReadOnlyList<ContractEvent> events, bool isToClient)
    {
        _text.Append('\n');
        JsDoc.Write(_text, "", summary);
        _text.Append(CultureInfo.InvariantCulture, $"export interface {name} {{\n");
        foreach (var one in events)
        {
            JsDoc.Write(_text, "  ", one);
            _text.Append(CultureInfo.InvariantCulture, $"  {Names.Property(one.Name)}: {Signatures.Of(one, isToClient)};\n");
        }

        _text.Append("}\n");
    }

    private void WriteShape(NamedShape shape)
    {
        _text.Append('\n');
        switch (shape)
        {
            case ObjectShape made:
                JsDoc.Write(_text, "", made.Documentation);
                WriteObject(made);
                break;
            case EnumShape { Members: var members } values:
                JsDoc.Write(_text, "", values.Documentation, members);
                _text.Append(CultureInfo.InvariantCulture, $"export type {values.Name} = {TypeNames.Union(values.Values)};\n");
                break;
            case UnionShape union:
                JsDoc.Write(_text, "", union.Documentation);
                _text.Append(CultureInfo.InvariantCulture, $"export type {union.Name} =\n  | {string.Join("\n  | ", union.Cases.Select(one => CaseOf(union, one)))};\n");
                break;
            default:
                throw new InvalidOperationException($"{shape.GetType()} is not written.");
        }
    }

    private void WriteObject(ObjectShape shape)
    {
        _text.Append(CultureInfo.InvariantCulture, $"export interface {shape.Name} {{\n");
        foreach (var property in shape.UsedProperties)
        {
            JsDoc.Write(_text, "  ", property.Documentation);
            var mark = property.IsOptional(shape.Use) ? "?" : "";
            _text.Append(CultureInfo.InvariantCulture, $"  {Names.Property(property.Name)}{mark}: {TypeNames.Of(property.ShapeFor(shape.Use), shape.Use)};\n");
        }

        if (shape.Others is { } others)
        {
            _text.Append(CultureInfo.InvariantCulture, $"  [name: string]: {TypeNames.Of(others, shape.Use)};\n");
        }

        _text.Append("}\n");
    }

    private static string CaseOf(UnionShape union, UnionCase one)
    {
        var name = TypeNames.Of(one.Shape, union.Use);
        var discriminator = Names.Property(union.Discriminator);

        // What has none says so: in TypeScript, a page cannot ask for a property that one type of a union does not have.
        return one.Value is null ? $"({{ {discriminator}?: never }} & {name})" : $"({{ {discriminator}: {TypeNames.Literal(one.Value)} }} & {name})";
    }

    // "/admin/live users" becomes AdminLiveUsers, and the main namespace an empty text.
    private static string PascalCase(string name)
    {
        var text = new StringBuilder();
        var isStart = true;
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                text.Append(isStart ? char.ToUpperInvariant(character) : character);
                isStart = false;
            }
            else
            {
                isStart = true;
            }
        }

        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" + text : text.ToString();
    }
}
