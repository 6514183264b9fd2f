using System.Globalization;
using System.Text.Json;
using Tollgate.Doors.Contract;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Socials;

/// <summary>How people, posts, positions and parts of lists are written, the same in every tool.</summary>
internal static class Entries
{
    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void WritePerson(Utf8JsonWriter json, SamplePerson person)
    {
        json.WriteString("name"u8, person.Name);
        json.WriteString("headline"u8, person.Headline);
        json.WriteString("title"u8, person.Title);
        json.WriteString("location"u8, person.Location);
        json.WriteString("username"u8, person.Username);
        json.WriteString("profile_url"u8, person.ProfileUrl);
    }

    public static void WritePost(Utf8JsonWriter json, SamplePost post)
    {
        json.WriteString("activity_urn"u8, post.Urn);
        json.WriteString("author_name"u8, post.AuthorName);
        json.WriteString("content"u8, post.Content);
        json.WriteString("published_at"u8, WireText.Time(post.At));
        json.WriteString("url"u8, post.Url);
        json.WriteNumber("total_reactions"u8, post.Reactions.Count);
        json.WriteNumber("total_comments"u8, post.Comments.Count);
    }

    public static void WriteJob(Utf8JsonWriter json, SampleJob job)
    {
        json.WriteString("id"u8, job.Id);
        json.WriteString("title"u8, job.Title);
        json.WriteString("url"u8, job.Url);
        json.WriteString("location"u8, job.Location);
        json.WriteString("posted_at"u8, WireText.Time(job.At));
    }

    public static void WriteDay(Utf8JsonWriter json, string name, DateOnly day) =>
        json.WriteString(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Objects in a list of that name.</summary>
    public static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> entries, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            write(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>An answer that is a part of a list: what it is of, the entries, and what there is besides.</summary>
    public static ToolAnswer Part<T>(
        Action<Utf8JsonWriter> head, string name, IReadOnlyList<T> all, Parts part, Action<Utf8JsonWriter, T> write) => SampleTool.Found(
        json =>
        {
            var entries = part.Of(all);
            head(json);
            WriteList(json, name, entries, write);
            json.WriteNumber("start"u8, part.Start);
            json.WriteNumber("total"u8, all.Count);
            json.WriteBoolean("has_more"u8, part.Start + (long)entries.Count < all.Count && entries.Count > 0);
        },
        part.IsPast(all.Count) ? ToolOutcome.Empty : ToolOutcome.Found);
}
