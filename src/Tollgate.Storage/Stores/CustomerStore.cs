using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Storage.Rows;
using Tollgate.Storage.Sql;
using Tollgate.Storage.Sqlite;

namespace Tollgate.Storage.Stores;

/// <summary>Customers as rows. Moments are kept to the millisecond.</summary>
internal sealed class CustomerStore(SqliteDatabase database) : ICustomerStore
{
    /// <inheritdoc/>
    public CustomerSnapshot Load() => database.Read(static connection => new CustomerSnapshot(
        ReadAll(connection, CustomerSql.ReadWorkspaces, CustomerRows.ReadWorkspace),
        ReadAll(connection, CustomerSql.ReadProjects, CustomerRows.ReadProject),
        ReadAll(connection, CustomerSql.ReadKeys, CustomerRows.ReadKey),
        ReadAll(connection, CustomerSql.ReadProviders, CustomerRows.ReadProvider),
        ReadAll(connection, CustomerSql.ReadPrices, CustomerRows.ReadPrice),
        ReadAll(connection, CustomerSql.ReadPolicies, CustomerRows.ReadPolicies)));

    /// <inheritdoc/>
    public void Save(Workspace workspace) => Save(CustomerSql.SaveWorkspace, command =>
    {
        command.Add("$id", workspace.Id);
        command.Add("$name", workspace.Name);
        command.Add("$plan", workspace.Plan.Name);
        command.Add("$subscription", workspace.Subscription.ToString());
        command.Add("$budget", workspace.Budget?.Value);
        command.Add("$period", (long)workspace.Period);
        command.Add("$time_zone", workspace.TimeZone);
        command.Add("$requests_per_minute", (object?)workspace.RequestsPerMinute);
        command.Add("$rate_limit_off", workspace.RateLimitOff ? 1L : 0L);
        command.Add("$settings", JsonSerializer.Serialize(workspace.Settings, StoredJson.Default.WorkspaceSettings));
        command.Add("$created_at_ms", workspace.CreatedAt);
        command.Add("$owner", workspace.Owner);
    });

    /// <inheritdoc/>
    public void Save(Project project) => Save(CustomerSql.SaveProject, command =>
    {
        command.Add("$id", project.Id);
        command.Add("$workspace", project.Workspace);
        command.Add("$slug", project.Slug);
        command.Add("$name", project.Name);
        command.Add("$color", project.Color);
        command.Add("$description", project.Description);
        command.Add("$budget", project.Budget?.Value);
        command.Add("$created_at_ms", project.CreatedAt);
        command.Add("$archived_at_ms", project.ArchivedAt);
    });

    /// <inheritdoc/>
    public void Save(ApiKey key) => Save(CustomerSql.SaveKey, command =>
    {
        command.Add("$id", key.Id);
        command.Add("$workspace", key.Workspace);
        command.Add("$project", key.Project);
        command.Add("$name", key.Name);
        command.Add("$public_id", key.PublicId);
        command.Add("$secret_hash", key.SecretHash);
        command.Add("$retired_public_id", key.Retired?.PublicId);
        command.Add("$retired_hash", key.Retired?.Hash);
        command.Add("$retired_until_ms", key.Retired?.Until);
        command.Add("$mode", (long)key.Mode);
        command.Add("$budget", key.Budget?.Value);
        command.Add("$expires_at_ms", key.ExpiresAt);
        command.Add("$revoked_at_ms", key.RevokedAt);
        command.Add("$workflow_tag", key.WorkflowTag);
        command.Add("$models", key.Models is { } models
            ? JsonSerializer.Serialize(models, StoredJson.Default.IReadOnlyListString)
            : null);
        command.Add("$scopes", (long)key.Scopes);
        command.Add("$created_at_ms", key.CreatedAt);
        command.Add("$parent", key.Parent);
        command.Add("$life_end_ms", key.LifeEnd);
    });

    /// <inheritdoc/>
    public void Delete(IReadOnlyList<Id<KeyKind>> keys) => database.Save(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = CustomerSql.DeleteKey;
        foreach (var id in keys)
        {
            command.Parameters.Clear();
            command.Add("$id", id);
            command.ExecuteNonQuery();
        }
    });

    /// <inheritdoc/>
    public void Save(TopUpGrant topUp) => Save(CustomerSql.AddTopUp, command =>
    {
        command.Add("$id", topUp.Id);
        command.Add("$workspace", topUp.Workspace);
        command.Add("$scope", (long)topUp.Scope);
        command.Add("$owner", new Id<KeyKind>(topUp.Owner));
        command.Add("$window_start", topUp.Window.StartMs);
        command.Add("$window_end", topUp.Window.EndMs);
        command.Add("$amount", topUp.Amount.Value);
        command.Add("$at_ms", topUp.At);
    });

    /// <inheritdoc/>
    public IReadOnlyList<TopUpGrant> LoadTopUps(long endingAfterMs) => database.Read(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = CustomerSql.ReadTopUps;
        command.Add("$after", endingAfterMs);
        using var rows = command.ExecuteReader();
        var found = new List<TopUpGrant>();
        while (rows.Read())
        {
            found.Add(CustomerRows.ReadTopUp(rows));
        }

        return found;
    });

    /// <inheritdoc/>
    public void Save(ProviderAccount provider) => Save(CustomerSql.SaveProvider, command =>
    {
        command.Add("$workspace", provider.Workspace);
        command.Add("$name", provider.Name);
        command.Add("$kind", provider.Kind);
        command.Add("$base_url", provider.BaseUrl);
        command.Add("$timeout_ms", (object?)(long?)provider.Timeout?.TotalMilliseconds);
        command.Add("$credentials", JsonSerializer.Serialize(provider.Credentials, StoredJson.Default.IReadOnlyListProviderCredential));
        command.Add("$updated_at_ms", provider.UpdatedAt);
    });

    /// <inheritdoc/>
    public void Delete(Id<WorkspaceKind> workspace, string provider) => Save(CustomerSql.DeleteProvider, command =>
    {
        command.Add("$workspace", workspace);
        command.Add("$name", provider);
    });

    /// <inheritdoc/>
    public void Save(PriceOverride price) => Save(CustomerSql.SavePrice, command =>
    {
        command.Add("$workspace", price.Workspace);
        command.Add("$provider", price.Provider);
        command.Add("$model", price.Model);
        command.Add("$price", JsonSerializer.Serialize(price.Price, StoredJson.Default.ModelPrice));
        command.Add("$set_at_ms", price.SetAt);
    });

    /// <inheritdoc/>
    public void Save(WorkspacePolicies policies) => Save(CustomerSql.SavePolicies, command =>
    {
        command.Add("$workspace", policies.Workspace);
        command.Add("$policies", JsonSerializer.Serialize(policies.Policies, StoredJson.Default.IReadOnlyListRoutingPolicy));
        command.Add("$updated_at_ms", policies.UpdatedAt);
    });

    private static List<T> ReadAll<T>(SqliteConnection connection, string sql, Func<DbDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    }

    private void Save(string sql, Action<DbCommand> bind) => database.Save(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        bind(command);
        command.ExecuteNonQuery();
    });
}
