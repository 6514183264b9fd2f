using System.Text.Json;
using Tollgate.Tools.Catalog;
using Tollgate.Tools.Files;

namespace Tollgate.Tools.Declared;

/// <summary>A file that an operator wrote, as the object that it must be.</summary>
internal static class DeclaredJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Hands the file's object on; one that is no JSON is a fault.</summary>
    public static void Read(ReadOnlyMemory<byte> file, List<ArgumentFault> faults, Action<FileObject> read)
    {
        try
        {
            using var document = JsonDocument.Parse(file, Options);
            read(new FileObject(document.RootElement, "", faults));
        }
        catch (JsonException wrong)
        {
            var place = wrong.LineNumber is { } line ? FormattableString.Invariant($", near line {line + 1}") : "";
            faults.Add(new ArgumentFault("", "is no valid JSON, or names a field twice" + place));
        }
    }
}
