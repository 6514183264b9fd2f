using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Responses;

/// <summary>Reads a request once, from its first byte to its last: what it asks, what it can cost at most, and where it may have to change.</summary>
public static class ChatRequestReader
{
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
        private int? _mostToolCalls;
        private int _instructions;

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

            // The limit counts all calls of hosted tools together; only searches have a fee that is known for each.
            _facts.HostedToolUses = _facts.HostedToolField is not null && _facts.UnpricedTool is null ? _mostToolCalls : null;
            _facts.Messages += _facts.Messages > 0 ? _instructions : 0;
            return _facts.Messages > 0 || walk.Refuse("input", "input is required.");
        }

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            switch (_field)
            {
                case ChatRequestField.Model:
                    return ReadModel(ref walk);
                case ChatRequestField.Input:
                    return MessagesReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.Instructions:
                    return ReadInstructions(ref walk);
                case ChatRequestField.Stream:
                    return RequestValues.TryReadToldStream(ref walk, _facts);
                case ChatRequestField.MaxTokens:
                    return ReadMaxTokens(ref walk);
                case ChatRequestField.MaxToolCalls:
                    return ReadMaxToolCalls(ref walk);
                case ChatRequestField.Metadata:
                    return ReadMetadata(ref walk);
                case ChatRequestField.ServiceTier:
                    return ReadServiceTier(ref walk);
                case ChatRequestField.Reasoning:
                    return ReadReasoning(ref walk);
                case ChatRequestField.Tools:
                    return ToolsReader.TryRead(ref walk.Reader, _facts, out walk.Fault);
                case ChatRequestField.Store:
                    return ReadStore(ref walk);
                case ChatRequestField.Include:
                    return ReadInclude(ref walk);
                default:
                    return TryRefuse(ref walk, _field, name) && Count(ref walk, _field, name);
            }
        }

        // False when it is refused.
        private static bool TryRefuse(ref RequestWalk walk, ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            return field switch
            {
                ChatRequestField.Stored => walk.RefuseNamed(
                    name, "Nothing is stored between calls, so there is nothing that it could name: send the whole conversation in input, and leave it out."),
                ChatRequestField.Background when walk.Reader.TokenType != JsonTokenType.False => walk.RefuseNamed(
                    name, "A reply in the background would have to be stored, and nothing is: leave it out."),
                ChatRequestField.OtherModels => walk.RefuseNamed(name, "It names models beside model, which cannot be priced beforehand; leave it out."),
                ChatRequestField.Unbounded => walk.RefuseNamed(name, "What it asks for has no bound that is known beforehand; leave it out."),
                _ => true,
            };
        }

        private bool Count(ref RequestWalk walk, ChatRequestField field, ReadOnlySpan<byte> name)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            var off = walk.Reader.TokenType == JsonTokenType.False;
            var bytes = JsonText.SkipRaw(ref walk.Reader);
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

        private bool ReadInstructions(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.String)
            {
                _instructions = 1;
                _facts.TextBytes += JsonText.Length(in walk.Reader);
                return true;
            }

            return walk.Reader.TokenType == JsonTokenType.Null || walk.Refuse("instructions", "instructions must be a string.");
        }

        private bool ReadMaxTokens(ref RequestWalk walk)
        {
            if (!RequestValues.TryReadLimit(ref walk, "max_output_tokens"u8, out var tokens))
            {
                return false;
            }

            _edits.MaxTokens = walk.Here;
            _edits.MaxTokensValue = tokens;
            if (tokens > 0)
            {
                // No model gives more than that, and sums of it stay far from overflow.
                _facts.MaxOutputTokens = Math.Min(tokens, RequestWalk.MostTokens);
            }

            return true;
        }

        private bool ReadMaxToolCalls(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (!walk.TryGetInteger(out var calls) || calls is < 1 or > 1_000)
            {
                return walk.Refuse("max_tool_calls", "It must be an integer from 1 to 1000.");
            }

            _mostToolCalls = (int)calls;
            return true;
        }

        private bool ReadReasoning(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (walk.Reader.TokenType != JsonTokenType.StartObject)
            {
                return walk.Refuse("reasoning", "reasoning must be an object.");
            }

            var keys = new KeysSeen(walk.Body, stackalloc int[16]);
            while (walk.Reader.Read() && walk.Reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!keys.TryAdd(in walk.Reader, "reasoning", out walk.Fault))
                {
                    return false;
                }

                var isMode = walk.Reader.ValueTextEquals("mode"u8);
                walk.Reader.Read();
                if (isMode && walk.Reader.TokenType != JsonTokenType.Null
                    && !(walk.Reader.TokenType == JsonTokenType.String && walk.Reader.ValueTextEquals("standard"u8)))
                {
                    return walk.Refuse("reasoning.mode", "It raises the price beyond the price table; leave it out.");
                }

                walk.Reader.Skip();
            }

            return true;
        }

        private bool ReadStore(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType is not (JsonTokenType.False or JsonTokenType.Null))
            {
                return walk.Refuse("store", "Nothing is stored between calls; leave store out, or set it to false.");
            }

            _edits.Store = walk.Here;
            _edits.StoreGiven = walk.Reader.TokenType == JsonTokenType.False;
            return true;
        }

        private bool ReadInclude(ref RequestWalk walk)
        {
            var start = (int)walk.Reader.TokenStartIndex;
            if (walk.Reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
            {
                return walk.Refuse("include", "include must be an array of strings.");
            }

            if (walk.Reader.TokenType == JsonTokenType.StartArray)
            {
                while (walk.Reader.Read() && walk.Reader.TokenType != JsonTokenType.EndArray)
                {
                    _edits.IncludeGiven = true;
                    walk.Reader.Skip();
                }
            }

            _edits.Include = new ByteRange(start, (int)walk.Reader.BytesConsumed);
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
            _facts.ServiceTier = tier;
            return read;
        }
    }
}
