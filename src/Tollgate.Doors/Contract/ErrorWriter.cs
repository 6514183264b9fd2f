using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Calls.Errors;
using Tollgate.Dialects.Translation;
using Tollgate.Metering.Money;

namespace Tollgate.Doors.Contract;

/// <summary>Writes a refusal as the contract's envelope, the same on every route.</summary>
public static class ErrorWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a request whose reply has not started with a refusal: status, headers, envelope.</summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var row = ErrorCatalogue.Of(refusal.Code);
        var response = context.Response;
        var headers = response.Headers;
        var body = Body(context.Request.Path, Envelope(refusal, Exchange.Of(context).RequestIdText));
        response.StatusCode = row.Status;
        headers.ContentType = "application/json";
        headers.ContentLength = body.Length;
        headers["x-should-retry"] = IsRetryable(row, refusal) ? "true" : "false";
        if (RetryAfter(row, refusal) is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (row.Status == StatusCodes.Status401Unauthorized)
        {
            headers.WWWAuthenticate = "Bearer realm=\"tollgate\"";
        }

        if (row.Status == StatusCodes.Status405MethodNotAllowed)
        {
            headers.Allow = refusal.Allow;
        }

        await response.BodyWriter.WriteAsync(body);
    }

    /// <summary>The envelope alone, for a stream that has started.</summary>
    public static byte[] Envelope(Refusal refusal, string requestId)
    {
        var row = ErrorCatalogue.Of(refusal.Code);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, row.Name);
            json.WriteString("message"u8, $"{refusal.What} {row.Fix}");
            json.WriteString("type"u8, row.Type);
            json.WriteString("request_id"u8, requestId);
            json.WriteBoolean("retryable"u8, IsRetryable(row, refusal));
            if (RetryAfter(row, refusal) is { } seconds)
            {
                json.WriteNumber("retry_after_seconds"u8, seconds);
            }

            foreach (var name in row.Extras)
            {
                json.WritePropertyName(name);
                ExactJson.Write(json, refusal.Extras.GetValueOrDefault(name));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    // Callers of messages know an error by its type at the top, whatever refused them.
    private static byte[] Body(PathString path, byte[] envelope)
    {
        if (!path.StartsWithSegments("/v1/messages", StringComparison.OrdinalIgnoreCase)
            && !path.StartsWithSegments("/messages", StringComparison.OrdinalIgnoreCase))
        {
            return envelope;
        }

        var body = new ArrayBufferWriter<byte>(envelope.Length + 16);
        ChatDialect.Anthropic.WriteError(envelope, body);
        return body.WrittenSpan.ToArray();
    }

    private static bool IsRetryable(ErrorRow row, Refusal refusal) => refusal.Retryable ?? row.Retryable;

    // Where the contract names the header it stands, whoever refused.
    private static int? RetryAfter(ErrorRow row, Refusal refusal) =>
        refusal.RetryAfterSeconds is { } seconds ? Math.Max(1, seconds) : row.RetryAfter ? 1 : null;
}
