using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Tollgate.Tools.Sample;

/// <summary>The sample set as it is on one day.</summary>
internal sealed class SampleDay
{
    private const string Prefix = "sample/";

    private SampleDay(IReadOnlyList<SampleCompany> companies)
    {
        Companies = companies;
        People = companies.SelectMany(c => c.People).ToFrozenDictionary(p => p.Username, StringComparer.OrdinalIgnoreCase);
        Posts = companies.SelectMany(c => c.Posts.Concat(c.People.SelectMany(p => p.Posts))).ToFrozenDictionary(p => p.Id, StringComparer.Ordinal);
        Jobs = companies.SelectMany(c => c.Jobs).ToFrozenDictionary(j => j.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<SampleCompany> Companies { get; }

    public FrozenDictionary<string, SamplePerson> People { get; }

    public FrozenDictionary<string, SamplePost> Posts { get; }

    public FrozenDictionary<string, SampleJob> Jobs { get; }

    /// <summary>The files that are embedded.</summary>
    public static IReadOnlyList<SampleFile> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(name => Read(assembly, name)),
        ];
    }

    /// <summary>The set with its times counted back from the day's first moment, so that they stay what they are while the day lasts.</summary>
    public static SampleDay On(DateOnly day, IReadOnlyList<SampleFile> files) => new([.. files.Select(file => Dated(file, day))]);

    private static SampleFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize(stream, SampleJson.Default.SampleFile)!;
    }

    private static SampleCompany Dated(SampleFile file, DateOnly day)
    {
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var names = file.People.ToDictionary(p => p.Username, p => p.Name, StringComparer.Ordinal);
        names.Add(file.Company.Slug, file.Company.Name);
        var posts = file.Posts.Select(post => post with
        {
            AuthorName = names[post.Author],
            At = start.AddMinutes(-post.MinutesAgo),
            Comments = [.. post.Comments.Select(c => c with { At = start.AddMinutes(-c.MinutesAgo) }).OrderBy(c => c.At)],
        }).OrderByDescending(p => p.At).ToLookup(p => p.Author, StringComparer.Ordinal);
        return file.Company with
        {
            People =
            [
                .. file.People.Select(person => person with
                {
                    Domain = file.Company.Domain, Since = day.AddMonths(-person.SinceMonths), Posts = [.. posts[person.Username]],
                }),
            ],
            Posts = [.. posts[file.Company.Slug]],
            Jobs = [.. file.Jobs.Select(j => j with { Domain = file.Company.Domain, At = start.AddDays(-j.DaysAgo) }).OrderByDescending(j => j.At)],
            Reviews = [.. file.Reviews.Select(r => r with { At = start.AddDays(-r.DaysAgo) }).OrderByDescending(r => r.At)],
            Followers = [.. file.Followers.Select((count, i) => new SampleFollowers(day.AddDays(i + 1 - file.Followers.Count), count))],
        };
    }
}
