using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Metering.Customers;

namespace Tollgate.Storage.Rows;

/// <summary>Policy ids as their text.</summary>
internal sealed class PolicyIdConverter : JsonConverter<PolicyId>
{
    public override PolicyId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PolicyId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("no policy id");

    public override void Write(Utf8JsonWriter writer, PolicyId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
