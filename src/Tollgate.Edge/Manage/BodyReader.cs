using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Doors.Auth;

namespace Tollgate.Edge.Manage;

/// <summary>Reads the body of a management request: JSON, one object, no name twice, bounded. No body reads as one without fields.</summary>
internal static class BodyReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>What can be said before the body is read.</summary>
    public static Refusal? Declared(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return TooLarge(limit);
        }

        var mayHaveBody = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        return mayHaveBody && !GatewayDoor.IsJson(request.ContentType)
            ? new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.")
            : null;
    }

    /// <summary>The fields, and the bytes that they were read from; or why they cannot be read.</summary>
    public static async ValueTask<(Fields Fields, ReadOnlyMemory<byte> Bytes, Refusal? Refusal)> ReadAsync(HttpRequest request, int limit)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(4096), request.HttpContext.RequestAborted);
            if (read == 0)
            {
                break;
            }

            body.Advance(read);
            if (body.WrittenCount > limit)
            {
                return (Fields.None(), default, TooLarge(limit));
            }
        }

        var (fields, refusal) = Read(body.WrittenMemory);
        return (fields, body.WrittenMemory, refusal);
    }

    /// <summary>The fields of a body that is at hand; they are valid as long as its bytes are.</summary>
    public static (Fields Fields, Refusal? Refusal) Read(ReadOnlyMemory<byte> body) => body.IsEmpty ? (Fields.None(), null) : Parse(body);

    private static (Fields Fields, Refusal? Refusal) Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            CheckTexts(json.Span);
            var root = JsonDocument.Parse(json, Options).RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? (new Fields(root, new FieldRefusal()), null)
                : (Fields.None(), Refusal.Invalid(null, "The body must be a JSON object."));
        }
        catch (JsonException)
        {
            return (Fields.None(), Refusal.Invalid(null, "The body is no valid JSON, or names a field twice."));
        }
        catch (InvalidTextException)
        {
            return (Fields.None(), Refusal.Invalid(null, "The body holds text that is no valid Unicode."));
        }
    }

    // Half a surrogate pair or broken UTF-8 shows only when a text is taken out; after this none can.
    private static void CheckTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                try
                {
                    _ = reader.GetString();
                }
                catch (InvalidOperationException e)
                {
                    throw new InvalidTextException(e);
                }
            }
        }
    }

    private static Refusal TooLarge(int limit) => new(ErrorCode.PAYLOAD_TOO_LARGE, "The body is too large.")
    {
        Extras = new Dictionary<string, object?> { ["limit_bytes"] = limit },
    };

    private sealed class InvalidTextException(Exception inner) : Exception("no valid Unicode", inner);
}
