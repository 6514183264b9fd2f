using System.Net;
using Tollgate.Metering.Money;
using Tollgate.Metering.Usage;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Relay;

/// <summary>A call that is dearer than its budgets: made smaller where its caller allows it.</summary>
public sealed class ClampTests
{
    private static readonly (string, string) ClampOn = ("X-Tollgate-Clamp-To-Budget", "true");
    private static readonly (string, string) ClampOff = ("X-Tollgate-Clamp-To-Budget", "false");

    [Fact]
    public async Task Clamp_BoundDoesNotFit_LowersTheLimitToWhatTheBudgetCovers()
    {
        await using var stage = await CallStage.StartAsync(new() { ClampToBudget = true });
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (50 * 2_000) + 1_999);
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Header("X-Tollgate-Warning").ShouldBe("max_tokens_clamped_to=50");
        stage.Upstream.Requests.Last().BodyText.ShouldBe(CallStage.Ask.Replace("\"max_tokens\":100", "\"max_tokens\":50", StringComparison.Ordinal));
        var row = (await stage.LogAsync())[^1];
        row.Flags.ShouldBe(CallFlags.Clamped);
        row.BoundNanoUsd.ShouldBe(input + (50 * 2_000));
        row.CostNanoUsd.ShouldBe(13_000);
    }

    [Fact]
    public async Task Clamp_NoLimitInTheRequest_AddsOne()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (999 * 2_000));
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        var ask = CallStage.Ask.Replace("\"max_tokens\":100,", "", StringComparison.Ordinal);

        var reply = await stage.CallAsync(ask, headers: ClampOn);

        reply.Header("X-Tollgate-Warning").ShouldBe("max_tokens_clamped_to=999");
        stage.Upstream.Requests.Last().BodyText.ShouldBe(ask[..^1] + ",\"max_completion_tokens\":999}");
    }

    [Fact]
    public async Task Clamp_SeveralBudgets_TheNarrowestDecides()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (90 * 2_000));
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Budget = new NanoUsd(input + (40 * 2_000)) });

        var reply = await stage.CallAsync(CallStage.Ask, key.Secret, ClampOn);

        reply.Header("X-Tollgate-Warning").ShouldBe("max_tokens_clamped_to=40");
    }

    [Fact]
    public async Task Clamp_Fits_ChangesNothing()
    {
        await using var stage = await CallStage.StartAsync(new() { ClampToBudget = true });
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (100 * 2_000));

        var reply = await stage.CallAsync(CallStage.Ask);

        reply.Header("X-Tollgate-Warning").ShouldBeNull();
        stage.Upstream.Requests.Last().BodyText.ShouldBe(CallStage.Ask);
    }

    [Theory]
    [InlineData(16, HttpStatusCode.OK)]
    [InlineData(15, HttpStatusCode.PaymentRequired)]
    public async Task Clamp_HardlyAnythingLeft_ServesNoLessThanTheLeast(int tokens, HttpStatusCode expected)
    {
        await using var stage = await CallStage.StartAsync();
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (tokens * 2_000));
        var sent = stage.Upstream.Count;

        var reply = await stage.CallAsync(CallStage.Ask, headers: ClampOn);

        reply.Status.ShouldBe(expected);
        (stage.Upstream.Count - sent).ShouldBe(expected == HttpStatusCode.OK ? 1 : 0);
        if (expected != HttpStatusCode.OK)
        {
            reply.Code.ShouldBe("BUDGET_EXCEEDED");
            reply.Body.ShouldContain("\"retryable\":false");
            reply.Header("Retry-After").ShouldBeNull();
        }
    }

    [Fact]
    public async Task Clamp_ForbiddenByHeader_WinsOverTheSetting()
    {
        await using var stage = await CallStage.StartAsync(new() { ClampToBudget = true });
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (50 * 2_000));

        (await stage.CallAsync(CallStage.Ask, headers: ClampOff)).Code.ShouldBe("BUDGET_EXCEEDED");
    }

    [Fact]
    public async Task Clamp_BesideAnotherWarning_SaysBoth()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await InputBoundAsync(stage);
        SetBudget(stage, stage.Budget().Spent + input + (50 * 2_000));
        var project = stage.Customers.Create(stage.Tenant, new Metering.Customers.Project
        {
            Id = default, Workspace = default, Name = "p", Slug = "p", CreatedAt = default,
        });
        var key = stage.Customers.Create(stage.Tenant, CallStage.Draft() with { Project = project!.Project.Id });

        var reply = await stage.CallAsync(CallStage.Ask, key.Secret, ClampOn, ("X-Tollgate-Project", "other"));

        reply.Header("X-Tollgate-Warning").ShouldBe("project_not_allowed, max_tokens_clamped_to=50");
    }

    [Fact]
    public async Task Clamp_ManyAtOnceOnOneSmallBudget_NeverPassIt()
    {
        await using var stage = await CallStage.StartAsync();
        var input = await InputBoundAsync(stage);
        var limit = stage.Budget().Spent + (7 * input) + (331 * 2_000);
        SetBudget(stage, limit);

        // All that a call may cost, it costs.
        stage.Upstream.Default = exchange =>
        {
            using var request = System.Text.Json.JsonDocument.Parse(exchange.Request.BodyText);
            return exchange.SendPlainAsync(FakeReplies.Completion(input / 1_000, request.RootElement.GetProperty("max_tokens").GetInt64()));
        };

        for (var round = 0; round < 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => stage.CallAsync(CallStage.Ask, headers: ClampOn)));
            stage.Budget().Spent.ShouldBeLessThanOrEqualTo(limit);
        }

        var rows = await stage.LogAsync();
        rows.Count(r => r.Flags.HasFlag(CallFlags.Clamped)).ShouldBeGreaterThan(0);
        rows.ShouldAllBe(r => !r.Flags.HasFlag(CallFlags.Variance));
        rows.Sum(r => r.CostNanoUsd).ShouldBe(stage.Budget().Spent);
        stage.Budget().Reserved.ShouldBe(0);

        // Less than the least call is left.
        (limit - stage.Budget().Spent).ShouldBeLessThan(input + (16 * 2_000));
    }

    [Theory]
    [InlineData("X-Tollgate-Clamp-To-Budget", "yes")]
    [InlineData("X-Tollgate-Clamp-To-Budget", "True")]
    [InlineData("X-Tollgate-Wait-Ms", "30001")]
    [InlineData("X-Tollgate-Wait-Ms", "-1")]
    [InlineData("X-Tollgate-Wait-Ms", "1.5")]
    [InlineData("X-Tollgate-Wait-Ms", "99999999999")]
    public async Task Header_MeansNothing_IsRefusedByName(string name, string value)
    {
        await using var stage = await CallStage.StartAsync();

        var reply = await stage.CallAsync(CallStage.Ask, headers: (name, value));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Body.ShouldContain($"\"param\":\"{name}\"");
        (await stage.RowAsync()).ErrorCode.ShouldBe("INVALID_REQUEST");
    }

    /// <summary>Bound of the input of <see cref="CallStage.Ask"/>, as the log of one call of it has it.</summary>
    internal static async Task<long> InputBoundAsync(CallStage stage)
    {
        stage.Upstream.ReplyPlain(FakeReplies.Completion(7, 3));
        await stage.CallAsync(CallStage.Ask);
        return (await stage.RowAsync()).BoundNanoUsd - (100 * 2_000);
    }

    internal static void SetBudget(CallStage stage, long nanoUsd) =>
        stage.Customers.Change(stage.Tenant, w => w with { Budget = new NanoUsd(nanoUsd) });
}
