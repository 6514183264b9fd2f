using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    private const int MostFields = 128;
    private const int MostModelCharacters = 256;
    private const long MostTokens = 1_000_000_000;

    /// <summary>Reads and validates the whole body. <paramref name="facts"/> must be fresh; it and <paramref name="edits"/> mean nothing when
    /// this returns false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, ChatFacts facts, ref ChatRequestEdits edits, out DialectFault fault)
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
            var read = walk.ReadRoot();
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
        private int? _mostToolCalls;
        private int _instructions;

        public Walk(ReadOnlySpan<byte> body, ChatFacts facts, ref ChatRequestEdits edits)
        {
            _body = body;
            _facts = facts;
            _edits = ref edits;
            _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSyntax.MostDepth });
        }

        public readonly DialectFault Fault => _fault;

        public bool ReadRoot()
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

            _edits.MembersEnd = _previousEnd;
            _reader.Read();
            return RequireModelAndInput();
        }

        private bool RequireModelAndInput()
        {
            if (_edits.Model.IsEmpty)
            {
                return Refuse("model", "model is required.");
            }

            // The limit counts all calls of hosted tools together; only searches have a fee that is known for each.
            _facts.HostedToolUses = _facts.HostedToolField is not null && _facts.UnpricedTool is null ? _mostToolCalls : null;
            _facts.Messages += _facts.Messages > 0 ? _instructions : 0;
            return _facts.Messages > 0 || Refuse("input", "input is required.");
        }

        private bool ReadField(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            switch (field)
            {
                case ChatRequestField.Model:
                    return ReadModel();
                case ChatRequestField.Input:
                    return MessagesReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.Instructions:
                    return ReadInstructions();
                case ChatRequestField.Stream:
                    return ReadStream();
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens();
                case ChatRequestField.MaxToolCalls:
                    return ReadMaxToolCalls();
                case ChatRequestField.Metadata:
                    return ReadMetadata();
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier();
                case ChatRequestField.Reasoning:
                    return ReadReasoning();
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.Store:
                    return ReadStore();
                case ChatRequestField.Include:
                    return ReadInclude();
                default:
                    return TryRefuse(field, name) && Count(field, name);
            }
        }

        // False when it is refused.
        private bool TryRefuse(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            return field switch
            {
                ChatRequestField.Stored => RefuseNamed(
                    name, "Nothing is stored between calls, so there is nothing that it could name: send the whole conversation in input, and leave it out."),
                ChatRequestField.Background when _reader.TokenType != JsonTokenType.False => RefuseNamed(
                    name, "A reply in the background would have to be stored, and nothing is: leave it out."),
                ChatRequestField.OtherModels => RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out."),
                ChatRequestField.Unbounded => RefuseNamed(name, "What it asks for has no bound that is known beforehand; leave it out."),
                _ => true,
            };
        }

        private bool Count(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            var off = _reader.TokenType == JsonTokenType.False;
            var bytes = JsonText.SkipRaw(ref _reader);
            if (field is ChatRequestField.Harmless or ChatRequestField.Background)
            {
                return true;
            }

            _facts.TextBytes += bytes;
            if (field == ChatRequestField.Hosted && !off)
            {
                _facts.UnpricedTool ??= Encoding.UTF8.GetString(name);
                _facts.HostedToolField ??= _facts.UnpricedTool;
                _facts.Uncountable = true;
            }

            return true;
        }

        private bool ReadInstructions()
        {
            if (_reader.TokenType == JsonTokenType.String)
            {
                _instructions = 1;
                _facts.TextBytes += JsonText.Length(in _reader);
                return true;
            }

            return _reader.TokenType == JsonTokenType.Null || Refuse("instructions", "instructions must be a string.");
        }

        private bool ReadMaxTokens()
        {
            var tokens = 0L;
            if (_reader.TokenType != JsonTokenType.Null && (!TryGetInteger(out tokens) || tokens < 1))
            {
                return Refuse("max_output_tokens", "It must be an integer of at least 1.");
            }

            _edits.MaxTokens = Here();
            _edits.MaxTokensValue = tokens;
            if (tokens > 0)
            {
                // No model gives more than that, and sums of it stay far from overflow.
                _facts.MaxOutputTokens = Math.Min(tokens, MostTokens);
            }

            return true;
        }

        private bool ReadMaxToolCalls()
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!TryGetInteger(out var calls) || calls is < 1 or > 1_000)
            {
                return Refuse("max_tool_calls", "It must be an integer from 1 to 1000.");
            }

            _mostToolCalls = (int)calls;
            return true;
        }

        private bool ReadReasoning()
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (_reader.TokenType != JsonTokenType.StartObject)
            {
                return Refuse("reasoning", "reasoning must be an object.");
            }

            var keys = new KeysSeen(_body, stackalloc int[16]);
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!keys.TryAdd(in _reader, "reasoning", out _fault))
                {
                    return false;
                }

                var isMode = _reader.ValueTextEquals("mode"u8);
                _reader.Read();
                if (isMode && _reader.TokenType != JsonTokenType.Null
                    && !(_reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("standard"u8)))
                {
                    return Refuse("reasoning.mode", "It raises the price beyond the price table; leave it out.");
                }

                _reader.Skip();
            }

            return true;
        }

        private bool ReadStore()
        {
            if (_reader.TokenType is not (JsonTokenType.False or JsonTokenType.Null))
            {
                return Refuse("store", "Nothing is stored between calls; leave store out, or set it to false.");
            }

            _edits.Store = Here();
            _edits.StoreGiven = _reader.TokenType == JsonTokenType.False;
            return true;
        }

        private bool ReadInclude()
        {
            var start = (int)_reader.TokenStartIndex;
            if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
            {
                return Refuse("include", "include must be an array of strings.");
            }

            if (_reader.TokenType == JsonTokenType.StartArray)
            {
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    _edits.IncludeGiven = true;
                    _reader.Skip();
                }
            }

            _edits.Include = new ByteRange(start, (int)_reader.BytesConsumed);
            return true;
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

            _facts.ServiceTier = tier;
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
