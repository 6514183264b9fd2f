using Tollgate.Tools.Names;

namespace Tollgate.Tools.Sample;

/// <summary>An invented world of companies and their people, embedded: what tools answer from whose data nobody gives away, until an operator
/// points them at a provider that he pays. Whoever answers from it says so (<c>sample: true</c>). Times are counted back from today, so that it
/// never ages.</summary>
internal sealed class SampleBook(TimeProvider time)
{
    private static readonly Lazy<IReadOnlyList<SampleFile>> Files = new(SampleDay.Files);

    private volatile Tuple<DateOnly, SampleDay>? _today;

    /// <summary>All companies.</summary>
    public IReadOnlyList<SampleCompany> Companies => Today.Companies;

    private SampleDay Today
    {
        get
        {
            var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var today = _today;
            if (today is null || today.Item1 != day)
            {
                _today = today = Tuple.Create(day, SampleDay.On(day, Files.Value));
            }

            return today.Item2;
        }
    }

    /// <summary>The company of a domain, an address, a name or an id, however it is written; null when the set has none.</summary>
    public SampleCompany? FindCompany(string domainOrName)
    {
        var asked = Last(domainOrName, "/company/") ?? Host(domainOrName);
        var folded = PlainLetters.Fold(asked);
        return Today.Companies.FirstOrDefault(c =>
            c.Domain == folded || c.Slug == folded || c.Id == folded
            || PlainLetters.Fold(c.Name) == folded
            || c.Domain.AsSpan(0, c.Domain.IndexOf('.', StringComparison.Ordinal)).SequenceEqual(folded));
    }

    /// <summary>The person of a username or a profile's address; null when the set has none.</summary>
    public SamplePerson? FindPerson(string username) =>
        Today.People.GetValueOrDefault(Last(username, "/in/") ?? username.Trim().TrimStart('@'));

    /// <summary>The person of that name at that company, however its letters are typed; null when there is none.</summary>
    public static SamplePerson? FindPerson(string name, SampleCompany company)
    {
        var folded = PlainLetters.Fold(name.Trim());
        return company.People.FirstOrDefault(p => PlainLetters.Fold(p.Name) == folded);
    }

    /// <summary>Where someone of the set works.</summary>
    public SampleCompany EmployerOf(SamplePerson person) => Today.Companies.First(c => c.Domain == person.Domain);

    /// <summary>The post of an address or a URN; null when the set has none.</summary>
    public SamplePost? FindPost(string urlOrUrn) => Today.Posts.GetValueOrDefault(LastNumber(urlOrUrn));

    /// <summary>The open position of an id or an address; null when the set has none.</summary>
    public SampleJob? FindJob(string id) => Today.Jobs.GetValueOrDefault(LastNumber(id));

    // The host of whatever looks like an address, and else the text.
    private static string Host(string text)
    {
        var host = text.Trim();
        var scheme = host.IndexOf("://", StringComparison.Ordinal);
        host = scheme < 0 ? host : host[(scheme + 3)..];
        host = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
        return host.Split('/', 2)[0].TrimEnd('.');
    }

    // What follows the marker in an address, up to its next part.
    private static string? Last(string address, string marker)
    {
        var at = address.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : address[(at + marker.Length)..].Split('/', '?', '#')[0].Trim();
    }

    private static string LastNumber(string text)
    {
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var start = end;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return text[start..end];
    }
}
