using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Inference.Facts;

namespace Tollgate.Doors.Contract;

/// <summary>Attribution that comes in headers, for callers who cannot put it into the body.</summary>
public static class AttributionHeaders
{
    private const int MostCharacters = 512;

    /// <summary>Null when there is none. Values are cut at 512 characters and stripped of control characters.</summary>
    public static CallMetadata? Read(IHeaderDictionary headers)
    {
        CallMetadata? metadata = null;
        if (Value(headers, "X-Tollgate-Workflow-Tag") is { } tag)
        {
            (metadata ??= new CallMetadata()).WorkflowTag = tag;
        }

        if (Value(headers, "X-Tollgate-Step") is { } step)
        {
            (metadata ??= new CallMetadata()).Step = step;
        }

        if (Value(headers, "X-Tollgate-Execution-Id") is { } execution)
        {
            (metadata ??= new CallMetadata()).ExecutionId = execution;
        }

        if (Value(headers, "X-Tollgate-Project") is { } project)
        {
            (metadata ??= new CallMetadata()).Project = project;
        }

        if (Value(headers, "X-Tollgate-Provider") is { } provider)
        {
            (metadata ??= new CallMetadata()).Provider = provider;
        }

        return metadata;
    }

    private static string? Value(IHeaderDictionary headers, string name)
    {
        if (!headers.TryGetValue(name, out var values) || StringValues.IsNullOrEmpty(values))
        {
            return null;
        }

        var text = Text(values.ToString());
        text = text.Length > MostCharacters ? text[..MostCharacters] : text;
        return text.Any(char.IsControl) ? string.Concat(text.Where(c => !char.IsControl(c))) : text;
    }

    // The server gives each byte as a character. What reads as UTF-8 was meant so, all else is Latin-1.
    private static string Text(string value)
    {
        if (Ascii.IsValid(value) || value.Any(static c => c > byte.MaxValue))
        {
            return value;
        }

        var bytes = Encoding.Latin1.GetBytes(value);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }
}
