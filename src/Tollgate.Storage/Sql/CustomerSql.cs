namespace Tollgate.Storage.Sql;

/// <summary>SQL of the customers.</summary>
internal static class CustomerSql
{
    public const string ReadWorkspaces = """
        SELECT id, name, plan, subscription, budget, period, time_zone, requests_per_minute, rate_limit_off, settings, created_at_ms, owner
        FROM workspaces ORDER BY id
        """;

    public const string SaveWorkspace = """
        INSERT INTO workspaces
          (id, name, plan, subscription, budget, period, time_zone, requests_per_minute, rate_limit_off, settings, created_at_ms, owner)
        VALUES ($id, $name, $plan, $subscription, $budget, $period, $time_zone, $requests_per_minute, $rate_limit_off, $settings,
          $created_at_ms, $owner)
        ON CONFLICT (id) DO UPDATE SET
          name = excluded.name, plan = excluded.plan, subscription = excluded.subscription, budget = excluded.budget,
          period = excluded.period, time_zone = excluded.time_zone, requests_per_minute = excluded.requests_per_minute,
          rate_limit_off = excluded.rate_limit_off, settings = excluded.settings, created_at_ms = excluded.created_at_ms,
          owner = excluded.owner
        """;

    public const string ReadProjects = """
        SELECT id, workspace, slug, name, color, description, budget, created_at_ms, archived_at_ms FROM projects ORDER BY id
        """;

    public const string SaveProject = """
        INSERT INTO projects (id, workspace, slug, name, color, description, budget, created_at_ms, archived_at_ms)
        VALUES ($id, $workspace, $slug, $name, $color, $description, $budget, $created_at_ms, $archived_at_ms)
        ON CONFLICT (id) DO UPDATE SET
          workspace = excluded.workspace, slug = excluded.slug, name = excluded.name, color = excluded.color,
          description = excluded.description, budget = excluded.budget, created_at_ms = excluded.created_at_ms,
          archived_at_ms = excluded.archived_at_ms
        """;

    public const string ReadKeys = """
        SELECT id, workspace, project, name, public_id, secret_hash, retired_public_id, retired_hash, retired_until_ms,
          mode, budget, expires_at_ms, revoked_at_ms, workflow_tag, models, scopes, created_at_ms, parent, life_end_ms
        FROM api_keys ORDER BY id
        """;

    public const string SaveKey = """
        INSERT INTO api_keys
          (id, workspace, project, name, public_id, secret_hash, retired_public_id, retired_hash, retired_until_ms,
          mode, budget, expires_at_ms, revoked_at_ms, workflow_tag, models, scopes, created_at_ms, parent, life_end_ms)
        VALUES ($id, $workspace, $project, $name, $public_id, $secret_hash, $retired_public_id, $retired_hash, $retired_until_ms,
          $mode, $budget, $expires_at_ms, $revoked_at_ms, $workflow_tag, $models, $scopes, $created_at_ms, $parent, $life_end_ms)
        ON CONFLICT (id) DO UPDATE SET
          workspace = excluded.workspace, project = excluded.project, name = excluded.name, public_id = excluded.public_id,
          secret_hash = excluded.secret_hash, retired_public_id = excluded.retired_public_id,
          retired_hash = excluded.retired_hash, retired_until_ms = excluded.retired_until_ms, mode = excluded.mode,
          budget = excluded.budget, expires_at_ms = excluded.expires_at_ms, revoked_at_ms = excluded.revoked_at_ms,
          workflow_tag = excluded.workflow_tag, models = excluded.models, scopes = excluded.scopes,
          created_at_ms = excluded.created_at_ms, parent = excluded.parent, life_end_ms = excluded.life_end_ms
        """;

    public const string DeleteKey = "DELETE FROM api_keys WHERE id = $id";

    public const string ReadTopUps = """
        SELECT id, workspace, scope, owner, window_start, window_end, amount, at_ms FROM top_ups WHERE window_end > $after ORDER BY id
        """;

    public const string AddTopUp = """
        INSERT INTO top_ups (id, workspace, scope, owner, window_start, window_end, amount, at_ms)
        VALUES ($id, $workspace, $scope, $owner, $window_start, $window_end, $amount, $at_ms)
        """;

    public const string ReadProviders = """
        SELECT workspace, name, kind, base_url, timeout_ms, credentials, updated_at_ms FROM provider_accounts ORDER BY workspace, name
        """;

    public const string SaveProvider = """
        INSERT INTO provider_accounts (workspace, name, kind, base_url, timeout_ms, credentials, updated_at_ms)
        VALUES ($workspace, $name, $kind, $base_url, $timeout_ms, $credentials, $updated_at_ms)
        ON CONFLICT (workspace, name) DO UPDATE SET
          kind = excluded.kind, base_url = excluded.base_url, timeout_ms = excluded.timeout_ms,
          credentials = excluded.credentials, updated_at_ms = excluded.updated_at_ms
        """;

    public const string DeleteProvider = "DELETE FROM provider_accounts WHERE workspace = $workspace AND name = $name";

    public const string ReadPrices =
        "SELECT workspace, provider, model, price, set_at_ms FROM price_overrides ORDER BY workspace, provider, model";

    public const string SavePrice = """
        INSERT INTO price_overrides (workspace, provider, model, price, set_at_ms)
        VALUES ($workspace, $provider, $model, $price, $set_at_ms)
        ON CONFLICT (workspace, provider, model) DO UPDATE SET price = excluded.price, set_at_ms = excluded.set_at_ms
        """;

    public const string ReadPolicies = "SELECT workspace, policies, updated_at_ms FROM policies";

    public const string SavePolicies = """
        INSERT INTO policies (workspace, policies, updated_at_ms) VALUES ($workspace, $policies, $updated_at_ms)
        ON CONFLICT (workspace) DO UPDATE SET policies = excluded.policies, updated_at_ms = excluded.updated_at_ms
        """;
}
