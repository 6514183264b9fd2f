using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tollgate.Doors.Forms;

/// <summary>What the head of a part says.</summary>
/// <param name="Name">Name of the part.</param>
/// <param name="FileName">Name of the file; null for a field.</param>
/// <param name="ContentType">Media type; null when none was given.</param>
internal readonly record struct PartHead(string Name, string? FileName, string? ContentType)
{
    private const int MostNameCharacters = 128;
    private const int MostFileNameCharacters = 512;
    private const int MostTypeCharacters = 128;

    /// <summary>Reads it; null, with what is wrong, when it is not that of a part of a form.</summary>
    public static PartHead? Read(MultipartSection section, out string? fault)
    {
        fault = null;
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
        {
            fault = "has no Content-Disposition of form-data";
            return null;
        }

        // Two names, and two parsers may read two different parts.
        if (disposition.Parameters.GroupBy(p => p.Name.ToString(), StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
        {
            fault = "gives a parameter of its Content-Disposition twice";
            return null;
        }

        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        var fileName = FileNameOf(disposition);
        if (name.Length is 0 or > MostNameCharacters || HasControls(name))
        {
            fault = $"needs a name of 1 to {MostNameCharacters} characters";
        }
        else if (fileName is not null && (fileName.Length > MostFileNameCharacters || HasControls(fileName)))
        {
            fault = $"has a file name of more than {MostFileNameCharacters} characters, or with control characters";
        }
        else if (section.ContentType is { } type && (type.Length > MostTypeCharacters || type.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            fault = $"has a content type of more than {MostTypeCharacters} characters, or beyond ASCII";
        }
        else if (IsEncoded(section))
        {
            fault = "is encoded; send its bytes as they are";
        }

        return fault is null ? new PartHead(name, fileName, section.ContentType) : null;
    }

    // The extended form is the one that holds any letter: it stands where both are given.
    private static string? FileNameOf(ContentDispositionHeaderValue disposition) =>
        !StringSegment.IsNullOrEmpty(disposition.FileNameStar) ? disposition.FileNameStar.ToString()
        : disposition.FileName.HasValue ? HeaderUtilities.RemoveQuotes(disposition.FileName).ToString()
        : null;

    private static bool IsEncoded(MultipartSection section) =>
        section.Headers is { } headers
        && headers.TryGetValue("Content-Transfer-Encoding", out var encoding)
        && encoding.ToString() is not ("binary" or "8bit" or "7bit");

    private static bool HasControls(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }
}
