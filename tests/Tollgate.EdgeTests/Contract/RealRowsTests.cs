using System.Net;
using System.Text.Json;
using Tollgate.EdgeTests.Relay;
using Tollgate.EdgeTests.Running;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Money;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Contract;

/// <summary>Each row of the contract whose feature exists, provoked by what really provokes it.</summary>
public sealed class RealRowsTests
{
    private const string Ask = CallStage.Ask;

    [Fact]
    public async Task InvalidRequest_MissingModel_NamesTheField()
    {
        await using var stage = await CallStage.StartAsync();
        var reply = await stage.CallAsync("""{"messages":[{"role":"user","content":"x"}]}""");
        ShouldBeTheRow(reply, "INVALID_REQUEST");
        reply.Param.ShouldBe("model");
    }

    [Fact]
    public async Task InvalidApiKey_Unknown_IsRefusedWithoutReadingTheBody()
    {
        await using var stage = await CallStage.StartAsync();
        ShouldBeTheRow(await stage.CallAsync("not json", "tg_live_nonsense"), "INVALID_API_KEY", recognised: false);
    }

    [Fact]
    public async Task ApiKeyExpired_PastItsDate_SaysWhen()
    {
        await using var stage = await CallStage.StartAsync();
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { ExpiresAt = stage.Time.GetUtcNow().AddMinutes(1) });
        stage.Time.Advance(TimeSpan.FromMinutes(2));
        ShouldBeTheRow(await stage.CallAsync(Ask, key.Secret), "API_KEY_EXPIRED", recognised: false);
    }

    [Theory]
    [InlineData(SubscriptionStatus.Locked, "locked")]
    [InlineData(SubscriptionStatus.Canceled, "canceled")]
    public async Task PaymentRequired_SubscriptionEnded_SaysHow(SubscriptionStatus status, string name)
    {
        await using var stage = await CallStage.StartAsync();
        stage.Customers.Change(stage.Tenant, w => w with { Subscription = status });
        var reply = await stage.CallAsync(Ask);
        ShouldBeTheRow(reply, "PAYMENT_REQUIRED", nulls: ["billing_url"]);
        reply.Error.GetProperty("subscription_status").GetString().ShouldBe(name);
    }

    [Theory]
    [InlineData("KEY_BUDGET_EXCEEDED", "key")]
    [InlineData("PROJECT_BUDGET_EXCEEDED", "project")]
    [InlineData("BUDGET_EXCEEDED", "workspace")]
    public async Task BudgetExceeded_OfEachScope_CarriesItsNumbers(string code, string scope)
    {
        await using var stage = await CallStage.StartAsync();
        var cap = new NanoUsd(1_000);
        var project = stage.Customers.Create(stage.Tenant, new Project
        {
            Id = default, Workspace = default, Slug = "p", Name = "p", CreatedAt = default, Budget = scope == "project" ? cap : null,
        })!;
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with
        {
            Project = project.Project.Id, Budget = scope == "key" ? cap : null,
        });
        stage.Customers.Change(stage.Tenant, w => w with { Budget = scope == "workspace" ? cap : null });

        var reply = await stage.CallAsync(Ask, key.Secret);

        ShouldBeTheRow(reply, code);
        reply.Error.GetProperty("scope").GetString().ShouldBe(scope);
        reply.Error.GetProperty("budget_usd").GetRawText().ShouldBe("0.000001");
        reply.Error.GetProperty("spent_usd").GetRawText().ShouldBe("0");
        reply.Error.GetProperty("reserved_usd").GetRawText().ShouldBe("0");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task BudgetExceeded_OnlyHoldsInTheWay_MayBeRetried()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.Hang();
        stage.Customers.Change(stage.Tenant, w => w with { Budget = new NanoUsd(400_000) });
        using (await stage.SendRawAsync(Ask))
        {
            await stage.Upstream.NextAsync();

            var reply = await stage.CallAsync(Ask);

            reply.Code.ShouldBe("BUDGET_EXCEEDED");
            reply.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
            reply.Header("x-should-retry").ShouldBe("true");
            reply.Header("Retry-After").ShouldBe("1");
        }
    }

    [Fact]
    public async Task MissingProviderKey_NoAccount_NamesTheProvider()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Customers.DeleteProvider(stage.Tenant, "openai").ShouldBeTrue();
        var reply = await stage.CallAsync(Ask);
        ShouldBeTheRow(reply, "MISSING_PROVIDER_KEY");
        reply.Error.GetProperty("provider").GetString().ShouldBe("openai");
    }

    [Fact]
    public async Task PermissionDenied_WithoutTheScope_NamesIt()
    {
        await using var stage = await CallStage.StartAsync();
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Scopes = KeyScopes.Tools });
        var reply = await stage.CallAsync(Ask, key.Secret);
        ShouldBeTheRow(reply, "PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("infer");
    }

    [Fact]
    public async Task PermissionDenied_ModelNotAllowed_NamesIt()
    {
        await using var stage = await CallStage.StartAsync();
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Models = ["gpt-4o"] });
        var reply = await stage.CallAsync(Ask, key.Secret);
        ShouldBeTheRow(reply, "PERMISSION_DENIED");
        reply.Error.GetProperty("required").GetString().ShouldBe("model:m");
    }

    [Fact]
    public async Task ModelUnpriced_KnownProviderWithoutPrice_IsRefused()
    {
        await using var stage = await CallStage.StartAsync();
        ShouldBeTheRow(await stage.CallAsync(Ask.Replace("\"m\"", "\"openai/brand-new\"", StringComparison.Ordinal)), "MODEL_UNPRICED");
    }

    [Fact]
    public async Task ModelUnpriced_KeyOrAccountIsLackingToo_ThoseAreSaidFirst()
    {
        await using var stage = await CallStage.StartAsync();
        var ask = Ask.Replace("\"m\"", "\"openai/brand-new\"", StringComparison.Ordinal);
        var narrow = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Models = ["m"] });

        ShouldBeTheRow(await stage.CallAsync(ask, narrow.Secret), "PERMISSION_DENIED");

        stage.Customers.DeleteProvider(stage.Tenant, "openai");
        ShouldBeTheRow(await stage.CallAsync(ask), "MISSING_PROVIDER_KEY");
    }

    [Fact]
    public async Task ModelNotFound_Misspelt_SaysWhatWasMeant()
    {
        await using var stage = await CallStage.StartAsync();
        var reply = await stage.CallAsync(Ask.Replace("\"m\"", "\"gpt-4o-mnii\"", StringComparison.Ordinal));
        ShouldBeTheRow(reply, "MODEL_NOT_FOUND");
        reply.Error.GetProperty("did_you_mean").GetString().ShouldBe("gpt-4o-mini");
    }

    [Theory]
    [InlineData("GET", "/v1/nowhere", "NOT_FOUND")]
    [InlineData("GET", "/v1/chat/completions", "METHOD_NOT_ALLOWED")]
    public async Task Routing_Refuses_AsTheContractSays(string method, string path, string code)
    {
        await using var stage = await CallStage.StartAsync();
        using var response = await stage.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        ShouldBeTheRow(new Reply(response.StatusCode, headers, await response.Content.ReadAsStringAsync()), code, recognised: false);
    }

    [Fact]
    public async Task PayloadTooLarge_Declared_SaysTheLimit()
    {
        await using var stage = await CallStage.StartAsync();
        var reply = await stage.CallAsync(new string(' ', (32 * 1024 * 1024) + 1), null, ("Expect", "100-continue"));
        ShouldBeTheRow(reply, "PAYLOAD_TOO_LARGE", recognised: false);
        reply.Error.GetProperty("limit_bytes").GetInt64().ShouldBe(32 * 1024 * 1024);
    }

    [Fact]
    public async Task UnsupportedMediaType_Form_IsRefused()
    {
        await using var stage = await CallStage.StartAsync();
        using var content = new FormUrlEncodedContent([]);
        using var response = await stage.Http.PostAsync("/v1/chat/completions", content);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        ShouldBeTheRow(new Reply(response.StatusCode, headers, await response.Content.ReadAsStringAsync()), "UNSUPPORTED_MEDIA_TYPE", recognised: false);
    }

    [Fact]
    public async Task RateLimited_OnTheStarterPlan_AfterThirty()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Customers.Change(stage.Tenant, w => w with { Plan = Plan.Starter });
        for (var i = 0; i < 30; i++)
        {
            (await stage.CallAsync(Ask)).Status.ShouldBe(HttpStatusCode.OK);
        }

        var reply = await stage.CallAsync(Ask);

        ShouldBeTheRow(reply, "RATE_LIMITED");
        reply.Error.GetProperty("limit_per_minute").GetInt32().ShouldBe(30);
        reply.Header("Retry-After").ShouldBe("60");
        stage.Upstream.Count.ShouldBe(30);
    }

    [Fact]
    public async Task InternalError_DefectOfOurs_EndsThatCallAndItsHold()
    {
        await using var stage = await CallStage.StartAsync();
        // A price beyond all sums: the bound does not fit any number, and no rule speaks of that.
        stage.Customers.Put(stage.Tenant, "openai", "m", new Metering.Prices.ModelPrice
        {
            Version = "",
            Base = new Metering.Prices.PriceSheet { Input = new(long.MaxValue), Output = new(long.MaxValue) },
            ContextWindow = 1_000_000_000,
            MaxOutputTokens = 1_000_000_000,
        });

        var reply = await stage.CallAsync("""{"model":"m","messages":[{"role":"user","content":"Hello"}]}""");

        ShouldBeTheRow(reply, "INTERNAL_ERROR");
        stage.Budget().ShouldBe((0, 0));
    }

    [Fact]
    public async Task ServiceDegraded_StoreRefusesToWrite_EndsPaidCallsAtOnce()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Customers.Change(stage.Tenant, w => w with { Budget = new NanoUsd(NanoUsd.PerUsd) });
        stage.Books.FailBeforeCommit = true;
        var reply = await stage.CallAsync(Ask);
        ShouldBeTheRow(reply, "SERVICE_DEGRADED");
        stage.Upstream.Count.ShouldBe(0);
    }

    [Fact]
    public async Task ProviderError_UpstreamFails_CarriesItsStatus()
    {
        await using var stage = await CallStage.StartAsync();
        stage.Upstream.ReplyPlain("{}", 500);
        var reply = await stage.CallAsync(Ask);
        ShouldBeTheRow(reply, "PROVIDER_ERROR");
        reply.Error.GetProperty("provider_status").GetInt32().ShouldBe(500);
    }

    private static void ShouldBeTheRow(Reply reply, string code, bool recognised = true, string[]? nulls = null)
    {
        var row = ContractFile.Row(code);
        reply.Code.ShouldBe(code, reply.Body);
        ((int)reply.Status).ShouldBe(row.GetProperty("http").GetInt32());
        reply.Error.GetProperty("type").GetString().ShouldBe(row.GetProperty("type").GetString());
        reply.Error.GetProperty("request_id").GetString().ShouldBe(reply.Header("X-Tollgate-Request-Id"));
        reply.Error.GetProperty("message").GetString().ShouldEndWith(row.GetProperty("fix").GetString()!);
        reply.Header("x-should-retry").ShouldBe(reply.Error.GetProperty("retryable").GetRawText());
        reply.Headers.ContainsKey("X-RateLimit-Limit").ShouldBe(recognised);
        foreach (var extra in ContractFile.Extras(row))
        {
            var value = reply.Error.GetProperty(extra);
            (value.ValueKind == JsonValueKind.Null).ShouldBe(nulls?.Contains(extra) == true, extra);
        }

        foreach (var header in ContractFile.Headers(row))
        {
            reply.Headers.ShouldContainKey(header);
        }
    }
}
