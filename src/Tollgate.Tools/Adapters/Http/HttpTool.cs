using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tollgate.Calls.Errors;
using Tollgate.Outbound.Network;
using Tollgate.Tools.Calling;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Adapters.Http;

/// <summary>A tool that asks a REST API. What it was answered of 404 is "not found"; everything else but success, what is no JSON, and what is too
/// large is the provider's failure, of which nobody is told more than its status.</summary>
internal sealed class HttpTool(ToolDefinition definition, HttpSpec spec, HttpMessageInvoker network, TimeProvider time, ILogger logger)
    : AskingTool(definition, time)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // What only reads may be asked again.
    protected override bool MayHaveEffects => spec.Method != HttpMethod.Get;

    public override Refusal? Check(Arguments arguments) => HttpAddress.Fill(spec, arguments, out var fault) is not null
        ? null
        : Refusal.Invalid(fault, $"The argument {fault} is missing, empty, too long, or no name that can stand in an address.");

    protected override async Task<ToolAnswer> AskAsync(Arguments arguments, CancellationToken stop)
    {
        try
        {
            return await SendAsync(arguments, stop);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            logger.NotReached(Definition.Name, failed.Message);
            return Fault("could not be reached", null);
        }
    }

    private async Task<ToolAnswer> SendAsync(Arguments arguments, CancellationToken stop)
    {
        using var request = Request(arguments);
        using var response = await network.SendAsync(request, stop);
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return ToolAnswer.Ok(json => json.WriteString("status"u8, "not_found"), ToolOutcome.NotFound);
        }

        if (!response.IsSuccessStatusCode)
        {
            return Fault("answered with an error", status);
        }

        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            return Answer("{}"u8.ToArray(), arguments, status);
        }

        return await ReadAsync(response, stop) is { } body ? Answer(body, arguments, status) : Fault("answered more than is taken", status);
    }

    private HttpRequestMessage Request(Arguments arguments)
    {
        var request = new HttpRequestMessage(spec.Method, HttpAddress.Fill(spec, arguments, out _));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "tollgate");
        foreach (var (name, value) in spec.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value.Fill(arguments));
        }

        if (spec.Body is not null)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                spec.Body.Write(json, arguments);
            }

            request.Content = new ReadOnlyMemoryContent(buffer.WrittenMemory);
            request.Content.Headers.ContentType = Json;
        }

        return request;
    }

    // Counted as it comes out of its compression.
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (await stream.ReadUnpackedAsync(buffer.GetMemory(16 * 1024), stop) is var read and > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > spec.MostReplyBytes)
            {
                return null;
            }
        }

        return buffer.WrittenMemory;
    }

    private ToolAnswer Answer(ReadOnlyMemory<byte> body, Arguments arguments, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            var reply = document.RootElement;
            var answer = ToolAnswer.Ok(json => Write(json, reply, arguments), OutcomeOf(reply));
            return answer.Body.Length <= spec.MostReplyBytes && answer.CanBeTold() ? answer : Fault("answered more than is taken", status);
        }
        catch (Exception garbage) when (garbage is JsonException or InvalidOperationException)
        {
            return Fault("answered what is no valid JSON", status);
        }
    }

    private ToolOutcome OutcomeOf(JsonElement reply) =>
        spec.List?.Find(reply) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0 ? ToolOutcome.Empty : ToolOutcome.Found;

    private void Write(Utf8JsonWriter json, JsonElement reply, Arguments arguments)
    {
        if (spec.Result is { } result)
        {
            result.WriteFields(json, arguments, reply, spec.MostReplyBytes);
        }
        else if (reply.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in reply.EnumerateObject())
            {
                field.WriteTo(json);
            }
        }
        else
        {
            json.WritePropertyName("result"u8);
            reply.WriteTo(json);
        }
    }
}
