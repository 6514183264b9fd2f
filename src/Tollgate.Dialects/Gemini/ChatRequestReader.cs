using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Gemini;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    /// <summary>Tokens that the provider may add to the prompt for a reply of a given form.</summary>
    public const int BytesOfForm = 1_024;

    private const int MostCandidates = 128;

    /// <summary>Reads and validates the whole body. It and <paramref name="edits"/> mean nothing when this returns false.</summary>
    /// <param name="body">The request.</param>
    /// <param name="facts">What it asks and what bounds its cost. Fresh but for the model and whether it streams, which stand in the path.</param>
    /// <param name="edits">Where it may have to change.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="countOnly">True for a request that only counts tokens: it may hold another one.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> body, CallFacts facts, ref ChatRequestEdits edits, out DialectFault fault, bool countOnly = false)
    {
        edits = default;

        // A stream of this dialect always tells its usage.
        facts.UsageAsked = facts.Stream;
        var fields = new Fields(facts, ref edits, countOnly);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private ref struct Fields : IRequestFields
    {
        private readonly CallFacts _facts;
        private readonly ref ChatRequestEdits _edits;
        private readonly bool _countOnly;
        private ChatRequestField _field;
        private ulong _seen;

        public Fields(CallFacts facts, ref ChatRequestEdits edits, bool countOnly)
        {
            _facts = facts;
            _edits = ref edits;
            _countOnly = countOnly;
        }

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _field = ChatRequestFields.Of(name);
            return IsFirst(ref walk, ref _seen, (int)_field, _field > ChatRequestField.Harmless, name)
                && (_field != ChatRequestField.Unknown || !IsLookalike(ref walk, name));
        }

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            _edits.MembersEnd = walk.PreviousEnd;
            _edits.MetadataMember = walk.MetadataMember;
            return _facts.Messages > 0 || walk.Refuse("contents", "contents is required.");
        }

        // The second spelling of a field is the same field to the provider.
        private static bool IsFirst(ref RequestWalk walk, ref ulong seen, int field, bool counts, ReadOnlySpan<byte> name)
        {
            var mark = counts ? 1UL << field : 0;
            if ((seen & mark) != 0)
            {
                return walk.RefuseNamed(name, "A field is given twice, in two spellings; give it once.");
            }

            seen |= mark;
            return true;
        }

        private static bool IsLookalike(ref RequestWalk walk, ReadOnlySpan<byte> name) =>
            ChatRequestFields.IsLookalike(name) && !walk.RefuseNamed(name, "No field has this name; write fields as in the API description.");

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            switch (_field)
            {
                case ChatRequestField.Model:
                    return ReadModel(ref walk);
                case ChatRequestField.Messages:
                    return MessagesReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.System:
                    return MessagesReader.TryReadSystem(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.Config:
                    return ReadConfig(ref walk);
                case ChatRequestField.Metadata:
                    return ReadMetadata(ref walk);
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier(ref walk);
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.Kept when walk.Reader.TokenType != JsonTokenType.Null:
                    return walk.RefuseNamed(name, "Contents kept at the provider are the gateway's own and of unknown size; send them with the request.");
                case ChatRequestField.Request when walk.Reader.TokenType != JsonTokenType.Null:
                    return _countOnly ? ReadRequest(ref walk) : walk.RefuseNamed(name, "Only countTokens takes it; send the request itself.");
                default:
                    Count(ref walk, _field is ChatRequestField.Harmless, _field is ChatRequestField.Schema);
                    return true;
            }
        }

        private void Count(ref RequestWalk walk, bool isHarmless, bool isSchema)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var bytes = JsonText.SkipRaw(ref walk.Reader);
            _facts.TextBytes += isHarmless ? 0 : bytes + (isSchema ? BytesOfForm : 0);
        }

        // The path has named it already: here it only has to say the same.
        private bool ReadModel(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (walk.Reader.TokenType != JsonTokenType.String)
            {
                return walk.Refuse("model", "model must be a string.");
            }

            _edits.Model = walk.Here;
            return true;
        }

        private bool ReadConfig(ref RequestWalk walk)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            _edits.Config = walk.Here;
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (walk.Reader.TokenType != JsonTokenType.StartObject)
            {
                return walk.Refuse("generationConfig", "generationConfig must be an object.");
            }

            _edits.ConfigGiven = true;
            var keys = new KeysSeen(walk.Body, stackalloc int[RequestWalk.MostFields]);
            var seen = 0UL;
            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = walk.Reader.ValueSpan;
                if (!keys.TryAdd(in walk.Reader, "generationConfig", out walk.Fault))
                {
                    return false;
                }

                var field = ChatRequestFields.OfConfig(name);
                if (!IsFirst(ref walk, ref seen, (int)field, field is not (ConfigField.Unknown or ConfigField.Harmless or ConfigField.Schema), name)
                    || (field == ConfigField.Unknown && IsLookalike(ref walk, name)))
                {
                    return false;
                }

                _edits.ConfigFilled = true;
                walk.Reader.Read();
                if (!ReadConfigField(ref walk, field, name))
                {
                    return false;
                }
            }

            _edits.Config = new ByteRange(start, (int)walk.Reader.BytesConsumed);
            return true;
        }

        private bool ReadConfigField(ref RequestWalk walk, ConfigField field, ReadOnlySpan<byte> name)
        {
            switch (field)
            {
                case ConfigField.MaxOutputTokens:
                    return ReadMaxTokens(ref walk);
                case ConfigField.CandidateCount when walk.Reader.TokenType != JsonTokenType.Null:
                    if (!walk.TryGetInteger(out var count) || count is < 1 or > MostCandidates)
                    {
                        return walk.Refuse("generationConfig.candidateCount", "It must be an integer from 1 to 128.");
                    }

                    _facts.Choices = (int)count;
                    return true;
                case ConfigField.Thinking when walk.Reader.TokenType != JsonTokenType.Null:
                    return ReadThinking(ref walk);
                case ConfigField.Modalities when walk.Reader.TokenType != JsonTokenType.Null:
                    return ReadModalities(ref walk);
                case ConfigField.OtherModels when walk.Reader.TokenType != JsonTokenType.Null:
                    return walk.RefuseNamed(name, "It lets the provider choose a model, which cannot be priced beforehand; leave it out.");
                default:
                    Count(ref walk, field is ConfigField.Harmless, field is ConfigField.Schema);
                    return true;
            }
        }

        private bool ReadMaxTokens(ref RequestWalk walk)
        {
            _edits.MaxTokens = walk.Here;
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!walk.TryGetInteger(out var tokens) || tokens < 1)
            {
                return walk.Refuse("generationConfig.maxOutputTokens", "It must be an integer of at least 1.");
            }

            _edits.MaxTokensValue = tokens;
            _facts.MaxOutputTokens = Math.Min(tokens, RequestWalk.MostTokens);
            return true;
        }

        // 0 switches thinking off, -1 leaves it to the model.
        private bool ReadThinking(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType != JsonTokenType.StartObject)
            {
                return walk.Refuse("generationConfig.thinkingConfig", "thinkingConfig must be an object.");
            }

            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                var isBudget = walk.Reader.ValueTextEquals("thinkingBudget"u8) || walk.Reader.ValueTextEquals("thinking_budget"u8);
                walk.Reader.Read();
                if (!isBudget || walk.Reader.TokenType == JsonTokenType.Null)
                {
                    walk.Reader.Skip();
                    continue;
                }

                if (!walk.TryGetInteger(out var tokens) || tokens < -1)
                {
                    return walk.Refuse("generationConfig.thinkingConfig.thinkingBudget", "It must be an integer of at least -1.");
                }

                _facts.ThinkingBudget = tokens > 0 ? Math.Max(Math.Min(tokens, RequestWalk.MostTokens), _facts.ThinkingBudget ?? 0) : _facts.ThinkingBudget;
            }

            return true;
        }

        private bool ReadModalities(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType != JsonTokenType.StartArray)
            {
                return walk.Refuse("generationConfig.responseModalities", "responseModalities must be an array.");
            }

            while (walk.Reader.Read() && walk.Reader.TokenType != JsonTokenType.EndArray)
            {
                var isWord = walk.Reader.TokenType == JsonTokenType.String;
                var isAudio = isWord && (walk.Reader.ValueTextEquals("AUDIO"u8) || walk.Reader.ValueTextEquals("audio"u8));
                if (!isAudio && !(isWord && (walk.Reader.ValueTextEquals("TEXT"u8) || walk.Reader.ValueTextEquals("text"u8))))
                {
                    return walk.Refuse("generationConfig.responseModalities", "Only TEXT and AUDIO are priced here; leave all else out.");
                }

                _facts.AudioOutput |= isAudio;
            }

            return true;
        }

        private bool ReadRequest(ref RequestWalk walk)
        {
            if (!MessagesReader.TryReadRequest(ref walk.Reader, _facts, out var model, out walk.Fault))
            {
                return false;
            }

            _edits.Model = model.IsEmpty ? _edits.Model : model;
            return true;
        }

        private readonly bool ReadMetadata(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType != JsonTokenType.Null)
            {
                _facts.Metadata = new CallMetadata();
                if (!MetadataReader.TryRead(ref walk.Reader, walk.Body, _facts.Metadata, out walk.Fault))
                {
                    return false;
                }
            }

            walk.TakeMetadata();
            return true;
        }

        private readonly bool ReadServiceTier(ref RequestWalk walk)
        {
            var read = RequestValues.TryReadTier(ref walk, "serviceTier", out var tier);
            _facts.ServiceTier = ServiceTiers.Asked(tier);
            return read;
        }
    }
}
