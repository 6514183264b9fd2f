using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Money;

namespace Tollgate.Storage.Rows;

/// <summary>Reads customers out of rows, columns in the order of the statements that read them.</summary>
internal static class CustomerRows
{
    public static Workspace ReadWorkspace(DbDataReader row) =>
        new()
        {
            Id = row.ReadId<WorkspaceKind>(0),
            Name = row.GetString(1),
            Plan = Plan.Find(row.GetString(2)) ?? throw new InvalidDataException($"there is no plan {row.GetString(2)}"),
            Subscription = Enum.Parse<SubscriptionStatus>(row.GetString(3)),
            Budget = row.ReadMoneyOrNull(4),
            Period = (BudgetPeriod)row.GetInt64(5),
            TimeZone = row.GetString(6),
            RequestsPerMinute = (int?)row.ReadInt64OrNull(7),
            RateLimitOff = row.GetInt64(8) != 0,
            Settings = ReadJson(row, 9, StoredJson.Default.WorkspaceSettings),
            CreatedAt = row.ReadMoment(10),
            Owner = row.ReadTextOrNull(11),
        };

    public static Project ReadProject(DbDataReader row) =>
        new()
        {
            Id = row.ReadId<ProjectKind>(0),
            Workspace = row.ReadId<WorkspaceKind>(1),
            Slug = row.GetString(2),
            Name = row.GetString(3),
            Color = row.ReadTextOrNull(4),
            Description = row.ReadTextOrNull(5),
            Budget = row.ReadMoneyOrNull(6),
            CreatedAt = row.ReadMoment(7),
            ArchivedAt = row.ReadMomentOrNull(8),
        };

    public static ApiKey ReadKey(DbDataReader row) =>
        new()
        {
            Id = row.ReadId<KeyKind>(0),
            Workspace = row.ReadId<WorkspaceKind>(1),
            Project = row.ReadIdOrNull<ProjectKind>(2),
            Name = row.GetString(3),
            PublicId = row.GetString(4),
            SecretHash = row.GetFieldValue<byte[]>(5),
            Retired = row.IsDBNull(6) ? null : new RetiredSecret(row.GetString(6), row.GetFieldValue<byte[]>(7), row.ReadMoment(8)),
            Mode = (KeyMode)row.GetInt64(9),
            Budget = row.ReadMoneyOrNull(10),
            ExpiresAt = row.ReadMomentOrNull(11),
            RevokedAt = row.ReadMomentOrNull(12),
            WorkflowTag = row.ReadTextOrNull(13),
            Models = row.IsDBNull(14) ? null : ReadJson(row, 14, StoredJson.Default.IReadOnlyListString),
            Scopes = (KeyScopes)row.GetInt64(15),
            CreatedAt = row.ReadMoment(16),
            Parent = row.ReadIdOrNull<KeyKind>(17),
            LifeEnd = row.ReadMomentOrNull(18),
        };

    public static TopUpGrant ReadTopUp(DbDataReader row) =>
        new(
            row.ReadId<TopUpKind>(0),
            row.ReadId<WorkspaceKind>(1),
            (AccountScope)row.GetInt64(2),
            row.ReadId<KeyKind>(3).Value,
            new BudgetWindow(row.GetInt64(4), row.GetInt64(5)),
            new NanoUsd(row.GetInt64(6)),
            row.ReadMoment(7));

    public static ProviderAccount ReadProvider(DbDataReader row) =>
        new()
        {
            Workspace = row.ReadId<WorkspaceKind>(0),
            Name = row.GetString(1),
            Kind = row.GetString(2),
            BaseUrl = row.ReadTextOrNull(3),
            Timeout = row.ReadInt64OrNull(4) is { } timeoutMs ? TimeSpan.FromMilliseconds(timeoutMs) : null,
            Credentials = ReadJson(row, 5, StoredJson.Default.IReadOnlyListProviderCredential),
            UpdatedAt = row.ReadMoment(6),
        };

    public static PriceOverride ReadPrice(DbDataReader row) =>
        new(
            row.ReadId<WorkspaceKind>(0),
            row.GetString(1),
            row.GetString(2),
            ReadJson(row, 3, StoredJson.Default.ModelPrice),
            row.ReadMoment(4));

    public static WorkspacePolicies ReadPolicies(DbDataReader row) =>
        new(row.ReadId<WorkspaceKind>(0), ReadJson(row, 1, StoredJson.Default.IReadOnlyListRoutingPolicy), row.ReadMoment(2));

    private static T ReadJson<T>(DbDataReader row, int column, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(row.GetString(column), type)
            ?? throw new InvalidDataException($"column {row.GetName(column)} holds no {typeof(T).Name}");
}
