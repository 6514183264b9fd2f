using System.Text.Json;
using Tollgate.Dialects.Json;
using Tollgate.Dialects.Shape;

namespace Tollgate.Dialects.Translation.OpenAi;

/// <summary>Reads a chat completions request into the shape.</summary>
internal static class OpenAiRequestReader
{
    public static bool TryRead(ReadOnlyMemory<byte> bytes, ChatShape shape, out DialectFault fault)
    {
        shape.NameOf = OpenAiFates.NameOf;
        using var body = ShapeFields.Open(bytes, out fault);
        if (body is null)
        {
            return false;
        }

        return ShapeFields.TryRead(body, shape, TryReadField, out fault);
    }

    private static bool TryReadField(RawBody body, JsonProperty member, ChatShape shape, out DialectFault fault)
    {
        fault = default;
        var value = member.Value;
        switch (member.Name)
        {
            case "messages":
                return OpenAiMessagesReader.TryRead(body, value, shape, out fault);
            case "tools":
                return OpenAiOptionsReader.TryReadTools(body, value, shape, out fault);
            case "tool_choice":
                return OpenAiOptionsReader.TryReadToolChoice(body, value, shape, out fault);
            case "response_format":
                return OpenAiOptionsReader.TryReadFormat(body, value, shape, out fault);
            case "stop":
                return OpenAiOptionsReader.TryReadStop(body, value, shape, out fault);
            case "reasoning_effort":
                return OpenAiOptionsReader.TryReadEffort(value, shape, out fault);
            case "metadata" or "stream_options":
                return true;
            default:
                if (!ShapeFields.TryReadOpenAi(body, member, shape))
                {
                    ReadSimple(body, member, shape);
                }

                return true;
        }
    }

    private static void ReadSimple(RawBody body, JsonProperty member, ChatShape shape)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "n":
                shape.Choices = value.GetInt64();
                if (shape.Choices > 1)
                {
                    shape.Mark(ShapeField.Choices);
                }

                return;
            case "max_tokens" or "max_completion_tokens":
                shape.MaxOutputTokens = Math.Max(shape.MaxOutputTokens ?? 0, value.GetInt64());
                return;
            case "logprobs":
                shape.Logprobs = value.ValueKind == JsonValueKind.True;
                if (shape.Logprobs)
                {
                    shape.Mark(ShapeField.Logprobs);
                }

                return;
            default:
                ReadNumber(body, member, shape);
                return;
        }
    }

    private static void ReadNumber(RawBody body, JsonProperty member, ChatShape shape)
    {
        var raw = body.Of(member.Value);
        switch (member.Name)
        {
            case "top_k":
                shape.TopK = raw;
                shape.Mark(ShapeField.TopK);
                break;
            case "seed":
                shape.Seed = raw;
                shape.Mark(ShapeField.Seed);
                break;
            case "presence_penalty":
                shape.PresencePenalty = raw;
                shape.Mark(ShapeField.PresencePenalty);
                break;
            case "frequency_penalty":
                shape.FrequencyPenalty = raw;
                shape.Mark(ShapeField.FrequencyPenalty);
                break;
            case "top_logprobs":
                shape.TopLogprobs = raw;
                break;
            default:
                ReadForeign(member, shape);
                break;
        }
    }

    // Text alone is what every provider answers in; an empty object weighs nothing.
    private static void ReadForeign(JsonProperty member, ChatShape shape)
    {
        var says = member.Name switch
        {
            "modalities" => member.Value.EnumerateArray().Any(item => RawBody.Word(item) != "text"),
            "logit_bias" => member.Value.ValueKind == JsonValueKind.Object && member.Value.EnumerateObject().Any(),
            _ => true,
        };
        if (says)
        {
            shape.Foreign.Add(ShapeFields.FateOf(OpenAiFates.Source, member.Name));
        }
    }
}
