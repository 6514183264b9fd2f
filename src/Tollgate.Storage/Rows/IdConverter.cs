using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Metering.Identity;

namespace Tollgate.Storage.Rows;

/// <summary>Ids within JSON columns stand there as their text.</summary>
internal sealed class IdConverter<TKind> : JsonConverter<Id<TKind>>
    where TKind : IIdKind
{
    /// <inheritdoc/>
    public override Id<TKind> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Id<TKind>.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"no id that begins with {TKind.Prefix}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Id<TKind> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
