using System.Text.Json;

namespace Tollgate.Edge.Manage;

/// <summary>Lists as every route gives them: <c>{data, next_cursor}</c>, <c>limit</c> of 1 to 200 (50), <c>cursor</c> from the page before.</summary>
internal static class Page
{
    private const int Most = 200;
    private const int Usual = 50;

    public static int Limit(QueryFields query) => query.Whole("limit", 1, Most, Usual);

    /// <summary>One page of what is there, in the order of its keys.</summary>
    public static Answer Of<T>(ManageRequest request, IEnumerable<T> all, Func<T, string> key, Action<Utf8JsonWriter, T> write)
    {
        var limit = Limit(request.Query);
        var cursor = request.Query.Text("cursor");
        if (request.Query.End() is { } refusal)
        {
            return Answer.Refuse(refusal);
        }

        var rest = all.Where(item => cursor is null || string.CompareOrdinal(key(item), cursor) > 0)
            .OrderBy(key, StringComparer.Ordinal).Take(limit + 1).ToList();
        return Rows(rest, limit, key, write);
    }

    /// <summary>Rows already cut to one more than the limit.</summary>
    public static Answer Rows<T>(IReadOnlyList<T> rows, int limit, Func<T, string> key, Action<Utf8JsonWriter, T> write) => Answer.Ok(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        for (var i = 0; i < rows.Count && i < limit; i++)
        {
            write(json, rows[i]);
        }

        json.WriteEndArray();
        json.WriteString("next_cursor"u8, rows.Count > limit ? key(rows[limit - 1]) : null);
        json.WriteEndObject();
    });
}
