using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Anthropic;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
    /// <summary>Tokens that the provider may add to the prompt for a reply of a given form.</summary>
    public const int BytesOfForm = 1_024;

    /// <summary>Reads and validates the whole body. <paramref name="facts"/> must be fresh; it and <paramref name="edits"/> mean nothing when
    /// this returns false.</summary>
    /// <param name="body">The request.</param>
    /// <param name="facts">What it asks and what bounds its cost.</param>
    /// <param name="edits">Where it may have to change.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="countOnly">True for a request that only counts tokens: it names no <c>max_tokens</c>.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> body, CallFacts facts, ref ChatRequestEdits edits, out DialectFault fault, bool countOnly = false)
    {
        edits = default;
        var fields = new Fields(facts, ref edits, countOnly);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private ref struct Fields : IRequestFields
    {
        private readonly CallFacts _facts;
        private readonly ref ChatRequestEdits _edits;
        private readonly bool _countOnly;
        private ChatRequestField _field;

        public Fields(CallFacts facts, ref ChatRequestEdits edits, bool countOnly)
        {
            _facts = facts;
            _edits = ref edits;
            _countOnly = countOnly;
        }

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _field = ChatRequestFields.Of(name);
            return _field != ChatRequestField.Unknown || !ChatRequestFields.IsLookalike(name) || RequestValues.RefuseLookalike(ref walk, name);
        }

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            _edits.MetadataMember = walk.MetadataMember;
            if (_edits.Model.IsEmpty)
            {
                return walk.Refuse("model", "model is required.");
            }

            if (_facts.Messages == 0)
            {
                return walk.Refuse("messages", "messages is required.");
            }

            return _countOnly || _facts.MaxOutputTokens is not null || walk.Refuse("max_tokens", "max_tokens is required.");
        }

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
                case ChatRequestField.Stream:
                    return RequestValues.TryReadToldStream(ref walk, _facts);
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens(ref walk);
                case ChatRequestField.Metadata:
                    return ReadMetadata(ref walk);
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier(ref walk);
                case ChatRequestField.Thinking:
                    return ReadThinking(ref walk);
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.OtherModels when walk.Reader.TokenType != JsonTokenType.Null:
                    return walk.RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out.");
                case ChatRequestField.Dearer when !IsUsual(ref walk):
                    return walk.RefuseNamed(name, "It raises the price beyond the price table; leave it out.");
                default:
                    Count(ref walk, _field, name);
                    return true;
            }
        }

        private static bool IsUsual(ref RequestWalk walk) =>
            walk.Reader.TokenType == JsonTokenType.Null
            || (walk.Reader.TokenType == JsonTokenType.String && (walk.Reader.ValueTextEquals("global"u8) || walk.Reader.ValueTextEquals("standard"u8)));

        private void Count(ref RequestWalk walk, ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            var bytes = JsonText.SkipRaw(ref walk.Reader);
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

        private bool ReadMaxTokens(ref RequestWalk walk)
        {
            if (!walk.TryGetInteger(out var tokens) || tokens < 1)
            {
                return walk.Refuse("max_tokens", "It must be an integer of at least 1.");
            }

            _edits.MaxTokens = walk.Here;
            _edits.MaxTokensValue = tokens;
            _facts.MaxOutputTokens = Math.Min(tokens, RequestWalk.MostTokens);
            return true;
        }

        private bool ReadThinking(ref RequestWalk walk)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (walk.Reader.TokenType != JsonTokenType.StartObject)
            {
                return walk.Refuse("thinking", "thinking must be an object.");
            }

            var keys = new KeysSeen(walk.Body, stackalloc int[16]);
            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!keys.TryAdd(in walk.Reader, "thinking", out walk.Fault))
                {
                    return false;
                }

                var isBudget = walk.Reader.ValueTextEquals("budget_tokens"u8);
                walk.Reader.Read();
                if (!isBudget || walk.Reader.TokenType == JsonTokenType.Null)
                {
                    walk.Reader.Skip();
                    continue;
                }

                if (!walk.TryGetInteger(out var tokens) || tokens < 1)
                {
                    return walk.Refuse("thinking.budget_tokens", "It must be an integer of at least 1.");
                }

                _edits.Budget = walk.Here;
                _edits.BudgetValue = tokens;
                _facts.ThinkingBudget = Math.Min(tokens, RequestWalk.MostTokens);
            }

            _edits.Thinking = new ByteRange(start, (int)walk.Reader.BytesConsumed);
            return true;
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
            _facts.ServiceTier = tier is null ? null : ServiceTiers.Asked(tier);
            return read;
        }
    }
}
