using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Chat;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads a chat request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    private const int MostFields = 128;
    private const int MostModelCharacters = 256;
    private const int MostChoices = 128;
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
            return RequireModelAndMessages();
        }

        private bool RequireModelAndMessages()
        {
            if (_edits.Model.IsEmpty)
            {
                return Refuse("model", "model is required.");
            }

            return _facts.Messages > 0 || Refuse("messages", "messages is required.");
        }

        private bool ReadField(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            switch (field)
            {
                case ChatRequestField.Model:
                    return ReadModel();
                case ChatRequestField.Messages:
                    return MessagesReader.TryRead(ref _reader, _facts, out _fault);
                case ChatRequestField.Stream:
                    return ReadStream();
                case ChatRequestField.StreamOptions:
                    return ReadStreamOptions();
                case ChatRequestField.Choices:
                    return ReadChoices(name);
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens(name);
                case ChatRequestField.Metadata:
                    return ReadMetadata();
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier();
                case ChatRequestField.Modalities:
                    return ReadModalities();
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref _reader, _facts, name.Length == "tools".Length, out _fault);
                case ChatRequestField.OtherModels when _reader.TokenType != JsonTokenType.Null:
                    return RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out.");
                default:
                    Count(field, name);
                    return true;
            }
        }

        private void Count(ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var off = _reader.TokenType == JsonTokenType.False;
            var bytes = JsonText.SkipRaw(ref _reader);
            switch (field)
            {
                case ChatRequestField.Harmless:
                    return;
                case ChatRequestField.Audio:
                    _facts.AudioOutput = true;
                    return;
                case ChatRequestField.Prediction:
                    _facts.PredictionBytes += bytes;
                    break;
                case ChatRequestField.Template:
                    _facts.Uncountable = true;
                    break;
                case ChatRequestField.Search:
                    // Once for each call, whatever comes of it; the usage does not say so.
                    _facts.HostedToolField ??= "web_search_options";
                    (_facts.HostedToolUses, _facts.HostedUsesUnreported, _facts.Uncountable) = (1, true, true);
                    break;
                case ChatRequestField.Hosted when !off:
                    _facts.UnpricedTool ??= Encoding.UTF8.GetString(name);
                    _facts.HostedToolField ??= _facts.UnpricedTool;
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

            _facts.Stream = _reader.TokenType == JsonTokenType.True;
            return true;
        }

        private bool ReadStreamOptions()
        {
            var start = (int)_reader.TokenStartIndex;
            if (_reader.TokenType == JsonTokenType.StartObject)
            {
                _edits.StreamOptionsGiven = true;
                if (!ReadStreamOptionsMembers())
                {
                    return false;
                }
            }
            else if (_reader.TokenType != JsonTokenType.Null)
            {
                return Refuse("stream_options", "stream_options must be an object.");
            }

            _edits.StreamOptions = new ByteRange(start, (int)_reader.BytesConsumed);
            return true;
        }

        private bool ReadStreamOptionsMembers()
        {
            var keys = new KeysSeen(_body, stackalloc int[16]);
            while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
            {
                _edits.StreamOptionsFilled = true;
                if (!keys.TryAdd(in _reader, "stream_options", out _fault))
                {
                    return false;
                }

                var isUsage = _reader.ValueTextEquals("include_usage"u8);
                _reader.Read();
                if (!isUsage)
                {
                    _reader.Skip();
                    continue;
                }

                if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                {
                    return Refuse("stream_options.include_usage", "It must be true or false.");
                }

                _edits.IncludeUsage = Here();
                _edits.UsageAsked = _facts.UsageAsked = _reader.TokenType == JsonTokenType.True;
            }

            return true;
        }

        private bool ReadChoices(ReadOnlySpan<byte> name)
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!TryGetInteger(out var choices) || choices is < 1 or > MostChoices)
            {
                return RefuseNamed(name, "It must be an integer from 1 to 128.");
            }

            _facts.Choices = Math.Max(_facts.Choices, (int)choices);
            return true;
        }

        private bool ReadMaxTokens(ReadOnlySpan<byte> name)
        {
            var tokens = 0L;
            if (_reader.TokenType != JsonTokenType.Null && (!TryGetInteger(out tokens) || tokens < 1))
            {
                return RefuseNamed(name, "It must be an integer of at least 1.");
            }

            if (name.Length == "max_tokens".Length)
            {
                _edits.MaxTokens = Here();
                _edits.MaxTokensValue = tokens;
            }
            else
            {
                _edits.MaxCompletionTokens = Here();
                _edits.MaxCompletionTokensName = new ByteRange(_memberStart, _memberStart + name.Length + 2);
                _edits.MaxCompletionTokensValue = tokens;
            }

            if (tokens > 0)
            {
                // No model gives more than that, and sums of it stay far from overflow.
                _facts.MaxOutputTokens = Math.Max(_facts.MaxOutputTokens ?? 0, Math.Min(tokens, MostTokens));
            }

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

        private bool ReadModalities()
        {
            if (_reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            const string Message = "modalities must be an array of text and audio.";
            if (_reader.TokenType != JsonTokenType.StartArray)
            {
                return Refuse("modalities", Message);
            }

            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                var audio = _reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("audio"u8);
                if (!audio && (_reader.TokenType != JsonTokenType.String || !_reader.ValueTextEquals("text"u8)))
                {
                    return Refuse("modalities", Message);
                }

                _facts.AudioOutput |= audio;
            }

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
