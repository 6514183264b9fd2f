using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tollgate.Dialects.Attribution;
using Tollgate.Dialects.Json;
using Tollgate.Inference.Facts;

namespace Tollgate.Dialects.Audio;

/// <summary>Reads the fields of a request for a transcription.</summary>
public static class TranscriptionRequestReader
{
    /// <summary>The field that is the gateway's own.</summary>
    public const string Metadata = "metadata";

    /// <summary>The field that names the model.</summary>
    public const string Model = "model";

    // Three times what providers count: ten in a second. Where the call is cut, a third of what is held is counted.
    private const long BytesPerSecond = 30;

    // The provider's own chunks are shorter than that, never longer.
    private const long ChunkMs = 30_000;

    private const string Chunking = "chunking_strategy";

    private const int MostModelCharacters = 256;

    // Those that say one thing: given twice, two parsers may read two different requests.
    private static readonly string[] Single =
        [Model, "language", "prompt", "response_format", "temperature", "stream", Chunking, "url", "file_url", "file_id", Metadata, "file"];

    /// <summary>Reads and validates the fields. <paramref name="facts"/> must be fresh; it means nothing when this returns false.</summary>
    /// <param name="fields">In the order in which they came.</param>
    /// <param name="audioMs">The longest that the file can last.</param>
    /// <param name="facts">What is asked for.</param>
    /// <param name="fault">Set when this returns false.</param>
    public static bool TryRead(IReadOnlyList<FormField> fields, long audioMs, CallFacts facts, out DialectFault fault)
    {
        facts.Api = ModelApi.Transcriptions;
        facts.AudioInput = true;
        facts.AudioMs = audioMs;
        fault = default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (!TryReadName(field.Name, seen, out fault) || !TryReadField(field, facts, out fault))
            {
                return false;
            }
        }

        // Each chunk is a run of its own, with whatever is said beside the sound.
        facts.TextBytes = (facts.TextBytes * Math.Max(1, facts.Choices)) + (((audioMs * BytesPerSecond) + 999) / 1_000);
        return facts.Model.Length > 0 || Refuse(Model, "model is required.", out fault);
    }

    private static bool TryReadName(string name, HashSet<string> seen, out DialectFault fault)
    {
        fault = default;
        foreach (var known in Single)
        {
            if (name == known)
            {
                return seen.Add(name) || Refuse(name, "A field is given twice; give it once.", out fault);
            }

            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return Refuse(name, "No field has this name; write fields in lower case as in the API description.", out fault);
            }
        }

        return true;
    }

    private static bool TryReadField(in FormField field, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        var value = field.Value.Span;
        if (!Utf8.IsValid(value))
        {
            return Refuse(field.Name, "It is not valid UTF-8.", out fault);
        }

        switch (field.Name)
        {
            case Model:
                return TryReadModel(value, facts, out fault);
            case "stream":
                return TryReadStream(value, facts, out fault);
            case Metadata:
                return TryReadMetadata(value, facts, out fault);
            case "url" or "file_url" or "file_id":
                return Refuse(field.Name, "It names sound whose length is not known beforehand, so its cost has no bound; send the file.", out fault);
            case "file":
                return Refuse("file", "file must be a file: its part needs a file name.", out fault);
            case var name when name.StartsWith(Chunking, StringComparison.Ordinal) && value.Length > 0:
                // Clients write what stands in an object as chunking_strategy[type].
                facts.Choices = (int)Math.Min(1 + (facts.AudioMs / ChunkMs), int.MaxValue);
                return true;
            case "known_speaker_references[]" or "known_speaker_references":
                // Sound of others beside the file's: how much of it is heard is not told.
                facts.Uncountable = true;
                return true;
            case "language" or "temperature" or "response_format" or "timestamp_granularities[]" or "include[]":
                return true;
            default:
                facts.TextBytes += value.Length;
                return true;
        }
    }

    private static bool TryReadModel(ReadOnlySpan<byte> value, CallFacts facts, out DialectFault fault)
    {
        facts.Model = Encoding.UTF8.GetString(value);
        fault = default;
        return (facts.Model.Length is > 0 and <= MostModelCharacters && !facts.Model.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            || Refuse(Model, "model must have 1 to 256 characters and no control characters.", out fault);
    }

    private static bool TryReadStream(ReadOnlySpan<byte> value, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        facts.Stream = Ascii.EqualsIgnoreCase(value, "true"u8);
        return facts.Stream || Ascii.EqualsIgnoreCase(value, "false"u8) || Refuse("stream", "stream must be true or false.", out fault);
    }

    private static bool TryReadMetadata(ReadOnlySpan<byte> value, CallFacts facts, out DialectFault fault)
    {
        fault = default;
        if (value.IsEmpty)
        {
            return true;
        }

        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonSyntax.MostDepth });
        try
        {
            reader.Read();
            facts.Metadata = new CallMetadata();
            return MetadataFields.TryReadTags(ref reader, value, facts.Metadata, out _, out fault)
                && (!reader.Read() || Refuse(Metadata, "metadata must be one JSON object.", out fault));
        }
        catch (JsonException)
        {
            return Refuse(Metadata, "metadata must be a JSON object.", out fault);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, where a name is compared.
            return Refuse(Metadata, "metadata holds an escaped text that is not valid Unicode.", out fault);
        }
    }

    private static bool Refuse(string name, string message, out DialectFault fault)
    {
        fault = new DialectFault(name, message);
        return false;
    }
}
