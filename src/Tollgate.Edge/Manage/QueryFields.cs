using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Metering.Identity;

namespace Tollgate.Edge.Manage;

/// <summary>Reads the parameters of a query one by one, exactly, and keeps the first refusal; those nobody asked for are one: a mistyped
/// filter must not show sums of something else.</summary>
internal sealed class QueryFields(IQueryCollection query)
{
    private const int Longest = 512;

    private readonly List<string> _known = [];
    private Refusal? _refusal;

    public Refusal? End()
    {
        foreach (var name in query.Keys)
        {
            if (_refusal is null && !_known.Contains(name))
            {
                Fail(name, _known.Count == 0 ? "is not known here" : $"is not known here; there are {string.Join(", ", _known)}");
            }
        }

        return _refusal;
    }

    public void Fail(string name, string what) => _refusal ??= Refusal.Invalid(name, $"The query parameter {name} {what}.");

    public string? Text(string name)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values is [{ Length: > 0 and <= Longest } text])
        {
            return text;
        }

        Fail(name, "must stand once, with a value");
        return null;
    }

    public Id<TKind>? Id<TKind>(string name)
        where TKind : IIdKind
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Metering.Identity.Id<TKind>.TryParse(text, out var id))
        {
            return id;
        }

        Fail(name, $"must be an id that begins with {TKind.Prefix}");
        return null;
    }

    public T? Word<T>(string name, IReadOnlyList<(string Name, T Value)> words)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        foreach (var (word, value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        Fail(name, $"must be one of {string.Join(", ", words.Select(w => w.Name))}");
        return null;
    }

    public int Whole(string name, int least, int most, int absent)
    {
        if (Text(name) is not { } text)
        {
            return absent;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return absent;
    }

    /// <summary>A moment in Unix milliseconds; a day alone begins in the zone given.</summary>
    public long? Time(string name, TimeZoneInfo zone)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Moments.TryParse(text, zone, out var unixMs))
        {
            return unixMs;
        }

        Fail(name, "must be a day (2026-01-31) or a time as in RFC 3339, with its offset");
        return null;
    }
}
