using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.Gemini;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    /// <summary>Tokens that the provider may add to the prompt for a reply of a given form.</summary>
    public const int BytesOfForm = 1_024;

    private const int MostFields = 128;
    private const int MostCandidates = 128;
    private const long MostTokens = 1_000_000_000;

    /// <summary>Reads and validates the whole body. It and <paramref name="edits"/> mean nothing when this returns false.</summary>
    /// <param name="body">The request.</param>
    /// <param name="facts">What it asks and what bounds its cost. Fresh but for the model and whether it streams, which stand in the path.</param>
    /// <param name="edits">Where it may have to change.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="countOnly">True for a request that only counts tokens: it may hold another one.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> body, ChatFacts facts, ref ChatRequestEdits edits, out DialectFault fault, bool countOnly = false)
    {
        edits = default;
        if (!Utf8.IsValid(body))
        {
            fault = new DialectFault(null, "The body is not valid UTF-8.");
            return false;
        }

        // A stream of this dialect always tells its usage.
        facts.UsageAsked = facts.Stream;
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
            var seen = 0UL;
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

                var name = _reader.ValueSpan;
                if (!keys.TryAdd(in _reader, null, out _fault))
                {
                    return false;
                }

                var field = ChatRequestFields.Of(name);
                if (!IsFirst(ref seen, (int)field, field > ChatRequestField.Harmless, name)
                    || (field == ChatRequestField.Unknown && IsLookalike(name)))
                {
                    return false;
                }

                _reader.Read();
                if (!ReadField(field, name, countOnly))
                {
                    return false;
                }

                afterMetadata = field == ChatRequestField.Metadata && _previousEnd == 0;
                _previousEnd = _edits.MembersEnd = (int)_reader.BytesConsumed;
            }

            _reader.Read();
            return _facts.Messages > 0 || Refuse("contents", "contents is required.");
        }

        // The second spelling of a field is the same field to the provider.
        private bool IsFirst(ref ulong seen, int field, bool counts, ReadOnlySpan<byte> name)
        {
            var mark = counts ? 1UL << field : 0;
            if ((seen & mark) != 0)
            {
                return RefuseNamed(name, "A field is given twice, in two spellings; give it once.");
            }

            seen |= mark;
            return true;
        }

        private bool IsLookalike(ReadOnlySpan<byte> name) =>
            ChatRequestFields.IsLookalike(name) && !RefuseNamed(name, "No field has this name; write fields as in the API description.");

        private bool ReadField(ChatRequestField field, ReadOnlySpan<byte> name, bool countOnly)
        {
            switch (field)
            {
                case ChatRequestField.Model:
                    return ReadModel();
                case ChatRequestField.Messages:
                    return MessagesReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.System:
                    return MessagesReader.TryReadSystem(ref _reader, _facts, out _fault);
                case ChatRequestField.Config:
                    return ReadConfig();
                case ChatRequestField.Metadata:
                    return ReadMetadata();
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier();
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.Kept when _reader.TokenType != JsonTokenType.Null:
                    return RefuseNamed(name, "Contents kept at the provider are the gateway's own and of unknown size; send them with the request.");
                case ChatRequestField.Request when _reader.TokenType != JsonTokenType.Null:
                    return countOnly ? ReadRequest() : RefuseNamed(name, "Only countTokens takes it; send the request itself.");
                default:
                    Count(field is ChatRequestField.Harmless, field is ChatRequestField.Schema);
                    return true;
            }
        }

        private void Count(bool isHarmless, bool isSchema)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var bytes = JsonText.SkipRaw(ref _reader);
            _facts.TextBytes += isHarmless ? 0 : bytes + (isSchema ? BytesOfForm : 0);
        }

        // The path has named it already: here it only has to say the same.
        private bool ReadModel()
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (_reader.TokenType != JsonTokenType.String)
            {
                return Refuse("model", "model must be a string.");
            }

            _edits.Model = Here();
            return true;
        }

        private bool ReadConfig()
        {
            var start = (int)_reader.TokenStartIndex;
            _edits.Config = Here();
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse("generationConfig", "generationConfig must be an object.");
            }

            _edits.ConfigGiven = true;
            var keys = new KeysSeen(_body, stackalloc int[MostFields]);
            var seen = 0UL;
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = _reader.ValueSpan;
                if (!keys.TryAdd(in _reader, "generationConfig", out _fault))
                {
                    return false;
                }

                var field = ChatRequestFields.OfConfig(name);
                if (!IsFirst(ref seen, (int)field, field is not (ConfigField.Unknown or ConfigField.Harmless or ConfigField.Schema), name)
                    || (field == ConfigField.Unknown && IsLookalike(name)))
                {
                    return false;
                }

                _edits.ConfigFilled = true;
                _reader.Read();
                if (!ReadConfigField(field, name))
                {
                    return false;
                }
            }

            _edits.Config = new ByteRange(start, (int)_reader.BytesConsumed);
            return true;
        }

        private bool ReadConfigField(ConfigField field, ReadOnlySpan<byte> name)
        {
            switch (field)
            {
                case ConfigField.MaxOutputTokens:
                    return ReadMaxTokens();
                case ConfigField.CandidateCount when _reader.TokenType != JsonTokenType.Null:
                    if (!TryGetInteger(out var count) || count is < 1 or > MostCandidates)
                    {
                        return Refuse("generationConfig.candidateCount", "It must be an integer from 1 to 128.");
                    }

                    _facts.Choices = (int)count;
                    return true;
                case ConfigField.Thinking when _reader.TokenType != JsonTokenType.Null:
                    return ReadThinking();
                case ConfigField.Modalities when _reader.TokenType != JsonTokenType.Null:
                    return ReadModalities();
                case ConfigField.OtherModels when _reader.TokenType != JsonTokenType.Null:
                    return RefuseNamed(name, "It lets the provider choose a model, which cannot be priced beforehand; leave it out.");
                default:
                    Count(field is ConfigField.Harmless, field is ConfigField.Schema);
                    return true;
            }
        }

        private bool ReadMaxTokens()
        {
            _edits.MaxTokens = Here();
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!TryGetInteger(out var tokens) || tokens < 1)
            {
                return Refuse("generationConfig.maxOutputTokens", "It must be an integer of at least 1.");
            }

            _edits.MaxTokensValue = tokens;
            _facts.MaxOutputTokens = Math.Min(tokens, MostTokens);
            return true;
        }

        // 0 switches thinking off, -1 leaves it to the model.
        private bool ReadThinking()
        {
            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse("generationConfig.thinkingConfig", "thinkingConfig must be an object.");
            }

            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                var isBudget = _reader.ValueTextEquals("thinkingBudget"u8) || _reader.ValueTextEquals("thinking_budget"u8);
                _reader.Read();
                if (!isBudget || _reader.TokenType == JsonTokenType.Null)
                {
                    _reader.Skip();
                    continue;
                }

                if (!TryGetInteger(out var tokens) || tokens < -1)
                {
                    return Refuse("generationConfig.thinkingConfig.thinkingBudget", "It must be an integer of at least -1.");
                }

                _facts.ThinkingBudget = tokens > 0 ? Math.Max(Math.Min(tokens, MostTokens), _facts.ThinkingBudget ?? 0) : _facts.ThinkingBudget;
            }

            return true;
        }

        private bool ReadModalities()
        {
            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                return Refuse("generationConfig.responseModalities", "responseModalities must be an array.");
            }

            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                var isWord = _reader.TokenType == JsonTokenType.String;
                var isAudio = isWord && (_reader.ValueTextEquals("AUDIO"u8) || _reader.ValueTextEquals("audio"u8));
                if (!isAudio && !(isWord && (_reader.ValueTextEquals("TEXT"u8) || _reader.ValueTextEquals("text"u8))))
                {
                    return Refuse("generationConfig.responseModalities", "Only TEXT and AUDIO are priced here; leave all else out.");
                }

                _facts.AudioOutput |= isAudio;
            }

            return true;
        }

        private bool ReadRequest()
        {
            if (!MessagesReader.TryReadRequest(ref _reader, _facts, out var model, out _fault))
            {
                return false;
            }

            _edits.Model = model.IsEmpty ? _edits.Model : model;
            return true;
        }

        private bool ReadMetadata()
        {
            if (_reader.TokenType != JsonTokenType.Null)
            {
                _facts.Metadata = new CallMetadata();
                if (!MetadataReader.TryRead(ref _reader, _body, _facts.Metadata, out _fault))
                {
                    return false;
                }
            }

            _edits.MetadataMember = new ByteRange(_previousEnd == 0 ? _memberStart : _previousEnd, (int)_reader.BytesConsumed);
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
                return Refuse("serviceTier", "serviceTier must be a string of at most 64 characters.");
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
