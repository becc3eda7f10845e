using System.Buffers.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Finds the placeholders in a JSON text while a reader moves over it. Names in the text are written as <see cref="PlaceholderText"/> says.
/// As in Node, every object with <c>"_placeholder": true</c> is a placeholder, even if it has other members, and the last of equal names
/// counts.
/// </summary>
internal ref struct PlaceholderTracker
{
    private Span<PlaceholderState> _levels; // by depth
    private Key _key;

    public PlaceholderTracker(Span<PlaceholderState> initialLevels) => _levels = initialLevels;

    private enum Key
    {
        Other,
        Placeholder,
        Data,
        Number,
    }

    /// <summary>Looks at the present token of the reader.</summary>
    /// <returns>Whether the token closes a placeholder, which is then in <paramref name="placeholder"/>.</returns>
    public bool Observe(in Utf8JsonReader reader, out PlaceholderState placeholder)
    {
        placeholder = default;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _key = IdentifyKey(reader);
                return false;
            case JsonTokenType.EndObject:
                placeholder = _levels[reader.CurrentDepth];
                return placeholder.IsMarked;
            case JsonTokenType.EndArray:
                return false;
        }

        if (_key != Key.Other)
        {
            TakeValue(reader, ref _levels[reader.CurrentDepth - 1]);
            _key = Key.Other;
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            Open(reader.CurrentDepth);
        }

        return false;
    }

    private static Key IdentifyKey(in Utf8JsonReader reader)
    {
        if (JsonText.Equals(reader, "num"u8))
        {
            return Key.Number;
        }

        return !JsonText.Equals(reader, PlaceholderText.Mark) ? Key.Other : reader.ValueIsEscaped ? Key.Data : Key.Placeholder;
    }

    private readonly void TakeValue(in Utf8JsonReader reader, scoped ref PlaceholderState state)
    {
        if (_key is Key.Placeholder or Key.Data)
        {
            state.IsMarked = _key == Key.Placeholder && reader.TokenType == JsonTokenType.True;
            return;
        }

        bool isIndex = reader.TokenType == JsonTokenType.Number
            && Utf8Parser.TryParse(reader.ValueSpan, out state.Number, out state.Length)
            && state.Length == reader.ValueSpan.Length
            && state.Number >= 0;
        state.Start = (int)reader.TokenStartIndex;
        if (!isIndex)
        {
            state.Number = -1;
        }
    }

    private void Open(int depth)
    {
        if (depth >= _levels.Length)
        {
            var larger = new PlaceholderState[Math.Max(depth + 1, _levels.Length * 2)];
            _levels.CopyTo(larger);
            _levels = larger;
        }

        _levels[depth] = new PlaceholderState { Number = -1 };
    }
}
