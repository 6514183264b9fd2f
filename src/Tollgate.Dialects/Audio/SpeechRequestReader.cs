using System.Text;
using System.Text.Json;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Reading;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Audio;

/// <summary>Reads a request for speech once, from its first byte to its last: what is to be said, and where the request may have to change.</summary>
public static class SpeechRequestReader
{
    /// <summary>Reads and validates the whole body. <paramref name="facts"/> must be fresh; it and <paramref name="edits"/> mean nothing when
    /// this returns false.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, CallFacts facts, ref SpeechRequestEdits edits, out DialectFault fault)
    {
        edits = default;
        facts.Api = ModelApi.Speech;
        facts.AudioOutput = true;

        // Sound comes as it is made, whether in events or not.
        facts.Stream = true;
        var fields = new Fields(facts, ref edits);
        return RequestReading.TryRead(body, ref fields, out fault);
    }

    private enum Field
    {
        Other,
        Harmless,
        Model,
        Input,
        Text,
        Format,
        StreamFormat,
        Metadata,
    }

    private ref struct Fields : IRequestFields
    {
        private readonly CallFacts _facts;
        private readonly ref SpeechRequestEdits _edits;
        private Field _field;
        private bool _said;

        public Fields(CallFacts facts, ref SpeechRequestEdits edits)
        {
            _facts = facts;
            _edits = ref edits;
        }

        public bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name)
        {
            _field = Of(name);
            return _field != Field.Other || !IsLookalike(name) || RequestValues.RefuseLookalike(ref walk, name);
        }

        public bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name) => _field switch
        {
            Field.Model => ReadModel(ref walk),
            Field.Input => ReadInput(ref walk),
            Field.Format => ReadFormat(ref walk),
            Field.StreamFormat => ReadStreamFormat(ref walk),
            Field.Metadata => MetadataFields.TryTake(ref walk, _facts),
            _ => Skip(ref walk),
        };

        public readonly bool TryEnd(ref RequestWalk walk)
        {
            _edits.MembersEnd = walk.PreviousEnd;
            _edits.MetadataMember = walk.MetadataMember;
            return _edits.Model.IsEmpty ? walk.Refuse("model", "model is required.")
                : _said || walk.Refuse("input", "input is required.");
        }

        private static Field Of(ReadOnlySpan<byte> name) =>
            name.SequenceEqual("model"u8) ? Field.Model
            : name.SequenceEqual("input"u8) ? Field.Input
            : name.SequenceEqual("instructions"u8) ? Field.Text
            : name.SequenceEqual("response_format"u8) ? Field.Format
            : name.SequenceEqual("stream_format"u8) ? Field.StreamFormat
            : name.SequenceEqual("metadata"u8) ? Field.Metadata
            : name.SequenceEqual("voice"u8) || name.SequenceEqual("speed"u8) ? Field.Harmless
            : Field.Other;

        private static bool IsLookalike(ReadOnlySpan<byte> name) =>
            !Ascii.IsValid(name)
            || (FieldNames.TryFold(name, stackalloc byte[FieldNames.Longest], out var folded) && Of(folded) != Field.Other);

        // What is not known counts as text to be read.
        private readonly bool Skip(ref RequestWalk walk)
        {
            if (_field == Field.Harmless)
            {
                walk.Reader.Skip();
            }
            else
            {
                PromptText.CountText(ref walk.Reader, _facts);
            }

            return true;
        }

        private readonly bool ReadModel(ref RequestWalk walk)
        {
            var read = RequestValues.TryReadModel(ref walk, _facts, out var at);
            _edits.Model = at;
            return read;
        }

        private bool ReadInput(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in walk.Reader) is not { } text)
            {
                return walk.Refuse("input", "input must be a string.");
            }

            foreach (var _ in text.EnumerateRunes())
            {
                _facts.Characters++;
            }

            _facts.TextBytes += JsonText.Length(in walk.Reader);
            return _said = true;
        }

        private readonly bool ReadFormat(ref RequestWalk walk)
        {
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            if (walk.Reader.TokenType != JsonTokenType.String || JsonText.StringOrNull(in walk.Reader) is not { } name)
            {
                return walk.Refuse("response_format", "response_format must be a string.");
            }

            _edits.Format = SoundFormats.Of(name);
            return true;
        }

        private readonly bool ReadStreamFormat(ref RequestWalk walk)
        {
            _edits.StreamFormat = walk.Here;
            if (walk.Reader.TokenType == JsonTokenType.Null)
            {
                return true;
            }

            var isText = walk.Reader.TokenType == JsonTokenType.String;
            _edits.EventsAsked = isText && walk.Reader.ValueTextEquals("sse"u8);
            return _edits.EventsAsked || (isText && walk.Reader.ValueTextEquals("audio"u8))
                || walk.Refuse("stream_format", "stream_format must be audio or sse.");
        }
    }
}
