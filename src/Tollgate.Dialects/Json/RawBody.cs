using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tollgate.Dialects.Json;

/// <summary>A whole body of JSON, read for its structure while its values stay where they are.</summary>
internal sealed class RawBody : IDisposable
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private readonly ReadOnlyMemory<byte> _body;
    private readonly JsonDocument _document;

    private RawBody(ReadOnlyMemory<byte> body, JsonDocument document)
    {
        _body = body;
        _document = document;
    }

    public JsonElement Root => _document.RootElement;

    /// <summary>Null when the bytes are no JSON object, or a name in them is no text (half a surrogate pair).</summary>
    public static RawBody? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!HasReadableNames(body.Span))
            {
                return null;
            }

            var document = JsonDocument.Parse(body, Deep);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new RawBody(body, document);
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value as written; nothing for a null.</summary>
    public RawJson Of(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return default;
        }

        var raw = JsonMarshal.GetRawUtf8Value(element);
        _ = _body.Span.Overlaps(raw, out var at);
        return new RawJson(_body.Slice(at, raw.Length));
    }

    /// <summary>The member as written; nothing where it is missing or null.</summary>
    public RawJson Of(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Of(value) : default;

    /// <summary>A word that callers choose from a list; null for anything that is no plain text.</summary>
    public static string? Word(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && !JsonMarshal.GetRawUtf8Value(element).Contains((byte)'\\') ? element.GetString() : null;

    /// <summary>The member of that name, where it is such a word.</summary>
    public static string? Word(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Word(value) : null;

    public void Dispose() => _document.Dispose();

    // Looking a member up would fail on such a name. Only an escape can write one.
    private static bool HasReadableNames(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deep.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped && JsonText.StringOrNull(in reader) is null)
            {
                return false;
            }
        }

        return true;
    }
}
