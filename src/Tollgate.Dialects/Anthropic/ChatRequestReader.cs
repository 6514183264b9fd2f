using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    /// <summary>Tokens that the provider may add to the prompt for a reply of a given form.</summary>
    public const int BytesOfForm = 1_024;

    private const int MostFields = 128;
    private const int MostModelCharacters = 256;
    private const long MostTokens = 1_000_000_000;

    /// <summary>Reads and validates the whole body. <paramref name="facts"/> must be fresh; it and <paramref name="edits"/> mean nothing when
    /// this returns false.</summary>
    /// <param name="body">The request.</param>
    /// <param name="facts">What it asks and what bounds its cost.</param>
    /// <param name="edits">Where it may have to change.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="countOnly">True for a request that only counts tokens: it names no <c>max_tokens</c>.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> body, ChatFacts facts, ref ChatRequestEdits edits, out DialectFault fault, bool countOnly = false)
    {
        edits = default;
        if (!Utf8.IsValid(body))
        {
            fault = new DialectFault(null, "The body is not valid UTF-8.");
            return false;
        }

        var walk = new Walk(body, facts, ref edits);
        try
        {
            var read = walk.ReadRoot(countOnly);
            fault = walk.Fault;
            return read;
        }
        catch (JsonException broken)
        {
            fault = JsonSyntax.Broken(broken);
            return false;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name or a word is compared.
            fault = new DialectFault(null, "The body holds an escaped text that is not valid Unicode.");
            return false;
        }
    }

    private ref struct Walk
    {
        private readonly ReadOnlySpan<byte> _body;
        private readonly ChatFacts _facts;
        private readonly ref ChatRequestEdits _edits;
        private Utf8JsonReader _reader;
        private int _memberStart;
        private int _previousEnd;
        private DialectFault _fault;

        public Walk(ReadOnlySpan<byte> body, ChatFacts facts, ref ChatRequestEdits edits)
        {
            _body = body;
            _facts = facts;
            _edits = ref edits;
            _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSyntax.MostDepth });
        }

        public readonly DialectFault Fault => _fault;

        public bool ReadRoot(bool countOnly)
        {
            if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse(null, "The body must be a JSON object.");
            }

            var keys = new KeysSeen(_body, stackalloc int[MostFields]);
            var afterMetadata = false;
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                _memberStart = (int)_reader.TokenStartIndex;
                if (afterMetadata)
                {
                    // metadata came first: it takes the comma behind it along.
                    _edits.MetadataMember = new ByteRange(_edits.MetadataMember.Start, _memberStart);
                    afterMetadata = false;
                }

                if (!keys.TryAdd(in _reader, null, out _fault))
                {
                    return false;
                }

                var name = _reader.ValueSpan;
                var field = ChatRequestFields.Of(name);
                if (field == ChatRequestField.Unknown && ChatRequestFields.IsLookalike(name))
                {
                    return RefuseNamed(name, "No field has this name; write fields in lower case as in the API description.");
                }

                _reader.Read();
                if (!ReadField(field, name))
                {
                    return false;
                }

                afterMetadata = field == ChatRequestField.Metadata && _previousEnd == 0;
                _previousEnd = (int)_reader.BytesConsumed;
            }

            _reader.Read();
            return RequireFields(countOnly);
        }

        private bool RequireFields(bool countOnly)
        {
            if (_edits.Model.IsEmpty)
            {
                return Refuse("model", "model is required.");
            }

            if (_facts.Messages == 0)
            {
                return Refuse("messages", "messages is required.");
            }

            return countOnly || _facts.MaxOutputTokens is not null || Refuse("max_tokens", "max_tokens is required.");
        }

        private bool ReadField(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            switch (field)
            {
                case ChatRequestField.Model:
                    return ReadModel();
                case ChatRequestField.Messages:
                    return MessagesReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.System:
                    return MessagesReader.TryReadSystem(ref _reader, _facts, out _fault);
                case ChatRequestField.Stream:
                    return ReadStream();
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens();
                case ChatRequestField.Metadata:
                    return ReadMetadata();
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier();
                case ChatRequestField.Thinking:
                    return ReadThinking();
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.OtherModels when _reader.TokenType != JsonTokenType.Null:
                    return RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out.");
                case ChatRequestField.Dearer when !IsUsual():
                    return RefuseNamed(name, "It raises the price beyond the price table; leave it out.");
                default:
                    Count(field, name);
                    return true;
            }
        }

        private readonly bool IsUsual() =>
            _reader.TokenType == JsonTokenType.Null
            || (_reader.TokenType == JsonTokenType.String && (_reader.ValueTextEquals("global"u8) || _reader.ValueTextEquals("standard"u8)));

        private void Count(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var bytes = JsonText.SkipRaw(ref _reader);
            switch (field)
            {
                case ChatRequestField.Harmless or ChatRequestField.Dearer:
                    return;
                case ChatRequestField.Schema:
                    bytes += BytesOfForm;
                    break;
                case ChatRequestField.Hosted when bytes > 2:
                    _facts.UnpricedTool ??= Encoding.UTF8.GetString(name);
                    _facts.HostedToolField ??= _facts.UnpricedTool;
                    _facts.Uncountable = true;
                    break;
            }

            _facts.TextBytes += bytes;
        }

        private bool ReadModel()
        {
            if (_reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in _reader) is not { Length: > 0 } model)
            {
                return Refuse("model", "model must be a string that is not empty.");
            }

            if (model.Length > MostModelCharacters || model.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            {
                return Refuse("model", "model must have at most 256 characters and no control characters.");
            }

            _facts.Model = model;
            _edits.Model = Here();
            return true;
        }

        private bool ReadStream()
        {
            if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
            {
                return Refuse("stream", "stream must be true or false.");
            }

            // A stream of this dialect always tells its usage.
            _facts.UsageAsked = _facts.Stream = _reader.TokenType == JsonTokenType.True;
            return true;
        }

        private bool ReadMaxTokens()
        {
            if (!TryGetInteger(out var tokens) || tokens < 1)
            {
                return Refuse("max_tokens", "It must be an integer of at least 1.");
            }

            _edits.MaxTokens = Here();
            _edits.MaxTokensValue = tokens;
            _facts.MaxOutputTokens = Math.Min(tokens, MostTokens);
            return true;
        }

        private bool ReadThinking()
        {
            var start = (int)_reader.TokenStartIndex;
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse("thinking", "thinking must be an object.");
            }

            var keys = new KeysSeen(_body, stackalloc int[16]);
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!keys.TryAdd(in _reader, "thinking", out _fault))
                {
                    return false;
                }

                var isBudget = _reader.ValueTextEquals("budget_tokens"u8);
                _reader.Read();
                if (!isBudget || _reader.TokenType == JsonTokenType.Null)
                {
                    _reader.Skip();
                    continue;
                }

                if (!TryGetInteger(out var tokens) || tokens < 1)
                {
                    return Refuse("thinking.budget_tokens", "It must be an integer of at least 1.");
                }

                _edits.Budget = Here();
                _edits.BudgetValue = tokens;
                _facts.ThinkingBudget = Math.Min(tokens, MostTokens);
            }

            _edits.Thinking = new ByteRange(start, (int)_reader.BytesConsumed);
            return true;
        }

        private bool ReadMetadata()
        {
            var start = (int)_reader.TokenStartIndex;
            if (_reader.TokenType != JsonTokenType.Null)
            {
                _facts.Metadata = new CallMetadata();
                if (!MetadataReader.TryRead(ref _reader, _body, _facts.Metadata, ref _edits, out _fault))
                {
                    return false;
                }
            }

            var end = (int)_reader.BytesConsumed;
            _edits.Metadata = new ByteRange(start, end);
            _edits.MetadataMember = new ByteRange(_previousEnd == 0 ? _memberStart : _previousEnd, end);
            return true;
        }

        private bool ReadServiceTier()
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (_reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in _reader) is not { Length: <= 64 } tier)
            {
                return Refuse("service_tier", "service_tier must be a string of at most 64 characters.");
            }

            _facts.ServiceTier = ServiceTiers.Asked(tier);
            return true;
        }

        private readonly bool TryGetInteger(out long value)
        {
            value = 0;
            return _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out value);
        }

        private readonly ByteRange Here() => new((int)_reader.TokenStartIndex, (int)_reader.BytesConsumed);

        private bool RefuseNamed(ReadOnlySpan<byte> name, string message) =>
            Refuse(Encoding.UTF8.GetString(name.Length > 64 ? name[..64] : name), message);

        private bool Refuse(string? param, string message)
        {
            _fault = new DialectFault(param, message);
            return false;
        }
    }
}
