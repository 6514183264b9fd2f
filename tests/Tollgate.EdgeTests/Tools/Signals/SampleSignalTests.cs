using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Tools.Sample;

namespace Tollgate.EdgeTests.Tools.Signals;

/// <summary>The detectors that answer from the sample set.</summary>
public sealed class SampleSignalTests
{
    [Theory]
    [InlineData("signal_trustpilot_negative_reviews", "negative_reviews")]
    [InlineData("signal_trustpilot_negative_support_reviews", "negative_reviews")]
    [InlineData("signal_trustpilot_positive_reviews", "positive_reviews")]
    public async Task Reviews_OfEachCompany_AreThoseOfTheLastThirtyDaysOfTheirKind(string tool, string field)
    {
        await using var stage = await ToolStage.StartAsync();
        var book = stage.Server.Services.GetRequiredService<SampleBook>();
        var since = stage.Server.Time.GetUtcNow().AddDays(-30);
        var seen = 0;
        foreach (var company in book.Companies)
        {
            var reply = (await stage.PostAsync(tool, $$"""{"domain":"{{company.Domain}}"}""")).Json;

            var expected = company.Reviews.Where(r => r.At >= since && Belongs(tool, r)).ToList();
            reply.GetProperty("sample").GetBoolean().ShouldBeTrue();
            reply.GetProperty("is_detected").GetBoolean().ShouldBe(expected.Count > 0);
            reply.GetProperty(field + "_count").GetInt32().ShouldBe(expected.Count);
            reply.GetProperty(field).EnumerateArray().Select(r => r.GetProperty("title").GetString()).ShouldBe(expected.Select(r => r.Title));
            seen += expected.Count;
        }

        seen.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Review_InAReply_HasEveryFieldAndCostsFive()
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = await stage.PostAsync("signal_trustpilot_negative_reviews", """{"domain":"cobblepay.example"}""");

        reply.Json.EnumerateObject().Select(f => f.Name).ShouldBe(["domain", "is_detected", "sample", "negative_reviews_count", "negative_reviews"]);
        var review = reply.Json.GetProperty("negative_reviews")[0];
        review.EnumerateObject().Select(f => f.Name).ShouldBe(["reviewer", "rating", "date", "title", "message", "has_company_reply"]);
        review.GetProperty("rating").GetInt32().ShouldBe(1);
        review.GetProperty("date").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(stage.Server.Time.GetUtcNow());
        stage.Status.Balance.ShouldBe(95);
    }

    [Fact]
    public async Task Spike_OfEachCompany_IsToldWithItsReason()
    {
        await using var stage = await ToolStage.StartAsync();
        var spikes = 0;
        foreach (var company in stage.Server.Services.GetRequiredService<SampleBook>().Companies)
        {
            var reply = (await stage.PostAsync("signal_socials_spike", $$"""{"domain":"{{company.Domain}}"}""")).Json;

            var detected = reply.GetProperty("spike_detected").GetBoolean();
            reply.GetProperty("sample").GetBoolean().ShouldBeTrue();
            reply.GetProperty("spike_reason").ValueKind.ShouldBe(detected ? JsonValueKind.String : JsonValueKind.Null);
            reply.GetProperty("followers_now").GetInt64().ShouldBe(company.FollowerCount);
            reply.GetProperty("growth_percentage").ValueKind.ShouldBe(JsonValueKind.Number);
            spikes += detected ? 1 : 0;
        }

        spikes.ShouldBeInRange(1, 6);
    }

    [Theory]
    [InlineData("signal_trustpilot_positive_reviews")]
    [InlineData("signal_socials_spike")]
    public async Task Company_ThatTheSetDoesNotHave_IsNotFound(string tool)
    {
        await using var stage = await ToolStage.StartAsync();

        var reply = (await stage.PostAsync(tool, """{"domain":"acme.com"}""")).Json;

        reply.GetProperty("status").GetString().ShouldBe("not_found");
        reply.GetProperty("sample").GetBoolean().ShouldBeTrue();
    }

    private static bool Belongs(string tool, SampleReview review) => tool switch
    {
        "signal_trustpilot_positive_reviews" => review.Rating >= 4,
        "signal_trustpilot_negative_reviews" => review.Rating == 1,
        _ => review.Rating == 1 && $"{review.Title} {review.Message}".Contains("support", StringComparison.OrdinalIgnoreCase),
    };
}
