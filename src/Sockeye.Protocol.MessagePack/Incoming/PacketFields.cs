using System.Text;
using System.Text.Unicode;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Incoming;

/// <summary>The fields of a packet's map, with data that has the shape which the type requires.</summary>
internal ref struct PacketFields
{
    private const long MaxId = (1L << 53) - 1;

    public PacketType Type;
    public long Id;
    public ReadOnlySpan<byte> Namespace;

    /// <summary>The value of <c>data</c>; empty if it is missing or <c>undefined</c>.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>Reads the fields, in any order. If a field is repeated, the last one counts. Unknown fields are skipped.</summary>
    public static PacketError Read(ReadOnlySpan<byte> message, int maxNamespaceLength, out PacketFields fields)
    {
        fields = default;
        fields.Id = Packet.NoId;
        var reader = new TokenReader(message);
        if (!reader.TryRead() || reader.Token.Kind != TokenKind.Map)
        {
            return PacketError.InvalidPayload;
        }

        Token type = default, ns = default, id = new() { Kind = TokenKind.Undefined };
        for (var left = reader.Token.Count; left > 0; left--)
        {
            if (!reader.TryRead())
            {
                return PacketError.InvalidPayload;
            }

            var key = reader.Token;
            if (!TrySkipChildren(ref reader, key.Children))
            {
                return PacketError.InvalidPayload;
            }

            var start = reader.Position;
            if (!reader.TrySkip())
            {
                return PacketError.InvalidPayload;
            }

            var value = message[start..reader.Position];
            if (key.Kind != TokenKind.String)
            {
                continue;
            }

            if (key.Bytes.SequenceEqual("data"u8))
            {
                fields.Data = value;
            }
            else if (key.Bytes.SequenceEqual("type"u8))
            {
                type = First(value);
            }
            else if (key.Bytes.SequenceEqual("nsp"u8))
            {
                ns = First(value);
            }
            else if (key.Bytes.SequenceEqual("id"u8))
            {
                id = First(value);
            }
        }

        return reader.AtEnd ? Judge(type, ns, id, maxNamespaceLength, ref fields) : PacketError.InvalidPayload;
    }

    // A key that is an array or a map counts as unknown.
    private static bool TrySkipChildren(ref TokenReader reader, long count)
    {
        for (; count > 0; count--)
        {
            if (!reader.TrySkip())
            {
                return false;
            }
        }

        return true;
    }

    private static Token First(ReadOnlySpan<byte> value)
    {
        var reader = new TokenReader(value);
        reader.TryRead();
        return reader.Token;
    }

    private static PacketError Judge(in Token type, in Token ns, in Token id, int maxNamespaceLength, ref PacketFields fields)
    {
        if (!type.TryGetInteger(out var number) || number is < (long)PacketType.Connect or > (long)PacketType.ConnectError)
        {
            return PacketError.UnknownPacketType;
        }

        if (ns.Kind != TokenKind.String || ns.Bytes.Length > maxNamespaceLength || !ns.Bytes.StartsWith((byte)'/'))
        {
            return PacketError.InvalidNamespace;
        }

        if (id.Kind != TokenKind.Undefined && !(id.TryGetInteger(out fields.Id) && fields.Id is >= 0 and <= MaxId))
        {
            return PacketError.InvalidAckId;
        }

        fields.Type = (PacketType)number;
        fields.Namespace = Utf8.IsValid(ns.Bytes) ? ns.Bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(ns.Bytes));
        return JudgeData(ref fields);
    }

    private static PacketError JudgeData(ref PacketFields fields)
    {
        var reader = new TokenReader(fields.Data);
        var hasData = reader.TryRead();
        var data = reader.Token;
        if (!hasData || data.Kind == TokenKind.Undefined)
        {
            fields.Data = default;
            return fields.Type is PacketType.Connect or PacketType.Disconnect ? PacketError.None : PacketError.InvalidPayload;
        }

        var fits = fields.Type switch
        {
            PacketType.Connect => data.Kind == TokenKind.Map,
            PacketType.Disconnect => false,
            PacketType.ConnectError => data.Kind is TokenKind.Map or TokenKind.String,
            _ => data.Kind == TokenKind.Array,
        };
        if (!fits)
        {
            return PacketError.InvalidPayload;
        }

        return fields.Type == PacketType.Event ? JudgeName(ref reader, data.Count) : PacketError.None;
    }

    // Numbers are names, as in the default parser. The MessagePack parser of Node accepts everything, but its clients never send that.
    private static PacketError JudgeName(ref TokenReader reader, int count)
    {
        if (count == 0 || !reader.TryRead())
        {
            return PacketError.InvalidPayload;
        }

        var name = reader.Token;
        return name.Kind switch
        {
            TokenKind.String => ReservedEvents.IsReserved(name.Bytes) ? PacketError.ReservedEventName : PacketError.None,
            TokenKind.Integer or TokenKind.Unsigned => PacketError.None,
            TokenKind.Float when double.IsFinite(name.Number) => PacketError.None,
            _ => PacketError.InvalidPayload,
        };
    }
}
