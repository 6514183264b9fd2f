using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Metering.Money;

namespace Tollgate.Calls.Catalog;

/// <summary>One file of the catalog as it is written; see catalog/README.md.</summary>
internal sealed class CatalogFormat
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public string? Provider { get; init; }

    public DateOnly? AsOf { get; init; }

    public bool BuiltIn { get; init; }

    public IReadOnlyList<ModelFormat>? Models { get; init; }
}

internal sealed class ModelFormat
{
    public string? Model { get; init; }

    public IReadOnlyList<string>? Aliases { get; init; }

    public string? Kind { get; init; }

    public IReadOnlyList<string>? Endpoints { get; init; }

    public long? ContextWindow { get; init; }

    public long? MaxOutputTokens { get; init; }

    public bool Reasoning { get; init; }

    public DateOnly? ReleasedOn { get; init; }

    public DateOnly? RetiresOn { get; init; }

    public IReadOnlyList<PriceFormat>? Prices { get; init; }
}

/// <summary>The prices per token that every sheet has.</summary>
internal class SheetFormat
{
    [JsonConverter(typeof(UsdConverter))]
    public long? InputPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? CachedInputPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? CacheWritePerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? CacheWriteHourPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? AudioInputPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? OutputPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? ReasoningPerMtok { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? AudioOutputPerMtok { get; init; }
}

internal sealed class LongContextFormat : SheetFormat
{
    public long? FromInputTokens { get; init; }
}

internal sealed class TierFormat : SheetFormat
{
    public string? Name { get; init; }

    public IReadOnlyList<LongContextFormat>? LongContext { get; init; }
}

internal sealed class PriceFormat : SheetFormat
{
    public DateOnly? ValidFrom { get; init; }

    public IReadOnlyList<LongContextFormat>? LongContext { get; init; }

    public IReadOnlyList<TierFormat>? ServiceTiers { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? PerRequestUsd { get; init; }

    [JsonConverter(typeof(UsdConverter))]
    public long? PerSearchUsd { get; init; }
}

/// <summary>Reads a JSON number of USD as nano-USD from its text, never through binary floating point.</summary>
internal sealed class UsdConverter : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[64];
        if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= text.Length)
        {
            var length = System.Text.Encoding.ASCII.GetChars(reader.ValueSpan, text);
            if (UsdText.TryParse(text[..length], out var nanoUsd) && nanoUsd >= 0)
            {
                return nanoUsd;
            }
        }

        throw new JsonException("a price is a JSON number of USD, at least 0, with at most nine decimals");
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("the catalog is read only");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowDuplicateProperties = false,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CatalogFormat))]
internal sealed partial class CatalogJson : JsonSerializerContext;
