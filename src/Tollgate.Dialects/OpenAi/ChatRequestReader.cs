using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.OpenAi;

/// <summary>Reads a chat request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    private const int MostChoices = 128;

    /// <summary>Reads and validates the whole body. <paramref name="facts"/> must be fresh; it and <paramref name="edits"/> mean nothing when
    /// this returns false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, ref ChatRequestEdits edits, out DialectFault fault)
    {
        edits = default;
        var fields = new Fields(facts, ref edits);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private ref struct Fields : IRequestFields
    {
        private readonly CallFacts _facts;
        private readonly ref ChatRequestEdits _edits;
        private ChatRequestField _field;

        public Fields(CallFacts facts, ref ChatRequestEdits edits)
        {
            _facts = facts;
            _edits = ref edits;
        }

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _field = ChatRequestFields.Of(name);
            return _field != ChatRequestField.Unknown || !ChatRequestFields.IsLookalike(name) || RequestValues.RefuseLookalike(ref walk, name);
        }

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            _edits.MembersEnd = walk.PreviousEnd;
            _edits.MetadataMember = walk.MetadataMember;
            if (_edits.Model.IsEmpty)
            {
                return walk.Refuse("model", "model is required.");
            }

            return _facts.Messages > 0 || walk.Refuse("messages", "messages is required.");
        }

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            switch (_field)
            {
                case ChatRequestField.Model:
                    return ReadModel(ref walk);
                case ChatRequestField.Messages:
                    return MessagesReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.Stream:
                    return RequestValues.TryReadStream(ref walk, _facts);
                case ChatRequestField.StreamOptions:
                    return ReadStreamOptions(ref walk);
                case ChatRequestField.Choices:
                    return ReadChoices(ref walk, name);
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens(ref walk, name);
                case ChatRequestField.Metadata:
                    return ReadMetadata(ref walk);
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier(ref walk);
                case ChatRequestField.Modalities:
                    return ReadModalities(ref walk);
                case ChatRequestField.Seed:
                    ReadSeed(ref walk, name);
                    return true;
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref walk.Reader, _facts, name.Length == "tools".Length, out walk.Fault);
                case ChatRequestField.OtherModels when walk.Reader.TokenType != JsonTokenType.Null:
                    return walk.RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out.");
                default:
                    Count(ref walk, _field, name);
                    return true;
            }
        }

        private void Count(ref RequestWalk walk, ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var off = walk.Reader.TokenType == JsonTokenType.False;
            var bytes = JsonText.SkipRaw(ref walk.Reader);
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

        private bool ReadStreamOptions(ref RequestWalk walk)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            if (walk.Reader.TokenType == JsonTokenType.StartObject)
            {
                _edits.StreamOptionsGiven = true;
                if (!ReadStreamOptionsMembers(ref walk))
                {
                    return false;
                }
            }
            else if (walk.Reader.TokenType != JsonTokenType.Null)
            {
                return walk.Refuse("stream_options", "stream_options must be an object.");
            }

            _edits.StreamOptions = new ByteRange(start, (int)walk.Reader.BytesConsumed);
            return true;
        }

        private bool ReadStreamOptionsMembers(ref RequestWalk walk)
        {
            var keys = new KeysSeen(walk.Body, stackalloc int[16]);
            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                _edits.StreamOptionsFilled = true;
                if (!keys.TryAdd(in walk.Reader, "stream_options", out walk.Fault))
                {
                    return false;
                }

                var isUsage = walk.Reader.ValueTextEquals("include_usage"u8);
                walk.Reader.Read();
                if (!isUsage)
                {
                    walk.Reader.Skip();
                    continue;
                }

                if (walk.Reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                {
                    return walk.Refuse("stream_options.include_usage", "It must be true or false.");
                }

                _edits.IncludeUsage = walk.Here;
                _edits.UsageAsked = _facts.UsageAsked = walk.Reader.TokenType == JsonTokenType.True;
            }

            return true;
        }

        private bool ReadChoices(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!walk.TryGetInteger(out var choices) || choices is < 1 or > MostChoices)
            {
                return walk.RefuseNamed(name, "It must be an integer from 1 to 128.");
            }

            _facts.Choices = Math.Max(_facts.Choices, (int)choices);
            return true;
        }

        private bool ReadMaxTokens(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            var tokens = 0L;
            if (walk.Reader.TokenType != JsonTokenType.Null && (!walk.TryGetInteger(out tokens) || tokens < 1))
            {
                return walk.RefuseNamed(name, "It must be an integer of at least 1.");
            }

            if (name.Length == "max_tokens".Length)
            {
                _edits.MaxTokens = walk.Here;
                _edits.MaxTokensValue = tokens;
            }
            else
            {
                _edits.MaxCompletionTokens = walk.Here;
                _edits.MaxCompletionTokensName = new ByteRange(walk.MemberStart, walk.MemberStart + name.Length + 2);
                _edits.MaxCompletionTokensValue = tokens;
            }

            if (tokens > 0)
            {
                // No model gives more than that, and sums of it stay far from overflow.
                _facts.MaxOutputTokens = Math.Max(_facts.MaxOutputTokens ?? 0, Math.Min(tokens, RequestWalk.MostTokens));
            }

            return true;
        }

        private bool ReadModalities(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            const string Message = "modalities must be an array of text and audio.";
            if (walk.Reader.TokenType != JsonTokenType.StartArray)
            {
                return walk.Refuse("modalities", Message);
            }

            while (walk.Reader.Read() && walk.Reader.TokenType != JsonTokenType.EndArray)
            {
                var audio = walk.Reader.TokenType == JsonTokenType.String && walk.Reader.ValueTextEquals("audio"u8);
                if (!audio && (walk.Reader.TokenType != JsonTokenType.String || !walk.Reader.ValueTextEquals("text"u8)))
                {
                    return walk.Refuse("modalities", Message);
                }

                _facts.AudioOutput |= audio;
            }

            return true;
        }

        private readonly void ReadSeed(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            if (name.Length == "seed".Length)
            {
                _edits.SeedName = new ByteRange(walk.MemberStart, walk.MemberStart + name.Length + 2);
            }
            else
            {
                _edits.RandomSeedGiven = true;
            }

            walk.Reader.Skip();
        }

        private readonly bool ReadModel(ref RequestWalk walk)
        {
            var read = RequestValues.TryReadModel(ref walk, _facts, out var at);
            _edits.Model = at;
            return read;
        }

        private readonly bool ReadMetadata(ref RequestWalk walk)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            if (walk.Reader.TokenType != JsonTokenType.Null)
            {
                _facts.Metadata = new CallMetadata();
                if (!MetadataReader.TryRead(ref walk.Reader, walk.Body, _facts.Metadata, ref _edits, out walk.Fault))
                {
                    return false;
                }
            }

            _edits.Metadata = new ByteRange(start, (int)walk.Reader.BytesConsumed);
            walk.TakeMetadata();
            return true;
        }

        private readonly bool ReadServiceTier(ref RequestWalk walk)
        {
            var read = RequestValues.TryReadTier(ref walk, "service_tier", out var tier);
            _facts.ServiceTier = tier;
            return read;
        }
    }
}
