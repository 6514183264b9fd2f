using System.Globalization;

namespace Tollgate.Testing;

/// <summary>A position on a board of the tests.</summary>
/// <param name="Id">Its id; a number for Greenhouse.</param>
/// <param name="Title">Its title.</param>
/// <param name="Published">When it was first published, as in RFC 3339.</param>
/// <param name="Updated">When it was changed last.</param>
public sealed record FakeJob(string Id, string Title, string Published, string? Updated = null)
{
    public string Location { get; init; } = "Berlin, Germany";

    /// <summary>The host that its page is on; the board's own when null.</summary>
    public string? Host { get; init; }
}

/// <summary>Replies of the job boards' public APIs, with every field that they have, whether it is used or not.</summary>
public static class FakeBoards
{
    public const string GreenhouseMissing = """{"status":404,"error":"Board not found"}""";

    public const string LeverMissing = """{"ok":false,"error":"Document not found"}""";

    /// <summary><c>GET boards-api.greenhouse.io/v1/boards/{token}/jobs</c>.</summary>
    public static string Greenhouse(params FakeJob[] jobs) =>
        $$"""{"jobs":[{{string.Join(',', jobs.Select(GreenhouseJob))}}],"meta":{"total":{{jobs.Length}} } }""";

    /// <summary><c>GET api.lever.co/v0/postings/{site}?mode=json</c>.</summary>
    public static string Lever(params FakeJob[] jobs) => $"[{string.Join(',', jobs.Select(LeverPosting))}]";

    /// <summary><c>GET api.ashbyhq.com/posting-api/job-board/{name}</c>.</summary>
    public static string Ashby(params FakeJob[] jobs) => $$"""{"apiVersion":"1","jobs":[{{string.Join(',', jobs.Select(AshbyJob))}}]}""";

    private static string GreenhouseJob(FakeJob job) => $$"""
        {"absolute_url":"https://{{job.Host ?? "job-boards.greenhouse.io"}}/acme/jobs/{{job.Id}}","data_compliance":[{"type":"gdpr","requires_consent":false,
        "requires_processing_consent":false,"requires_retention_consent":false,"retention_period":null,"demographic_data_consent_applies":false}],
        "internal_job_id":{{job.Id}}0,"location":{"name":"{{job.Location}}"},"metadata":[{"id":77,"name":"Team","value":null,"value_type":"single_select"}],
        "id":{{job.Id}},"updated_at":"{{job.Updated ?? job.Published}}","requisition_id":"R-{{job.Id}}","title":"{{job.Title}}",
        "company_name":"Acme","first_published":"{{job.Published}}","language":"en"}
        """;

    private static string LeverPosting(FakeJob job) => $$"""
        {"additionalPlain":"","additional":"","categories":{"commitment":"Full-time","department":"Revenue","location":"{{job.Location}}",
        "team":"Sales","allLocations":["{{job.Location}}"] },
        "createdAt":{{DateTimeOffset.Parse(job.Published, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()}},
        "descriptionPlain":"Join us.","description":"<div>Join us.</div>","id":"{{job.Id}}",
        "lists":[{"text":"You","content":"<li>sell</li>"}],"text":"{{job.Title}}","country":"DE","workplaceType":"hybrid","opening":"","openingPlain":"",
        "descriptionBody":"<div></div>","descriptionBodyPlain":"","hostedUrl":"https://{{job.Host ?? "jobs.lever.co"}}/acme/{{job.Id}}",
        "applyUrl":"https://jobs.lever.co/acme/{{job.Id}}/apply"}
        """;

    private static string AshbyJob(FakeJob job) => $$"""
        {"id":"{{job.Id}}","title":"{{job.Title}}","department":"Revenue","team":"Sales","employmentType":"FullTime","location":"{{job.Location}}",
        "secondaryLocations":[{"location":"Remote","address":{"addressLocality":"","addressRegion":"","addressCountry":"Germany"} }],
        "publishedAt":"{{job.Published}}","isListed":true,"isRemote":null,"workplaceType":"Hybrid",
        "address":{"postalAddress":{"addressRegion":"Berlin","addressCountry":"Germany","addressLocality":"Berlin"} },
        "jobUrl":"https://{{job.Host ?? "jobs.ashbyhq.com"}}/acme/{{job.Id}}","applyUrl":"https://jobs.ashbyhq.com/acme/{{job.Id}}/application",
        "descriptionHtml":"<p>Join us</p>","descriptionPlain":"Join us"}
        """;
}
