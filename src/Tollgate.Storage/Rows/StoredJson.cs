using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Payments;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Rows;

/// <summary>JSON columns. Names are part of the stored form: a renamed property is a migration.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    Converters = [typeof(PolicyIdConverter), typeof(IdConverter<ProjectKind>), typeof(IdConverter<KeyKind>), typeof(HexConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkspaceSettings))]
[JsonSerializable(typeof(ModelPrice))]
[JsonSerializable(typeof(IReadOnlyList<ProviderCredential>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<RoutingPolicy>))]
[JsonSerializable(typeof(IReadOnlyList<CallAttempt>))]
[JsonSerializable(typeof(IReadOnlyList<Reversal>))]
internal sealed partial class StoredJson : JsonSerializerContext
{
}
