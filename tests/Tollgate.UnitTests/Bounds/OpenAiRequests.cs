using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Random requests of chat completions.</summary>
internal static class OpenAiRequests
{
    public static byte[] Make(Draw draw, string model) => draw.Body(json =>
    {
        json.WriteString("model", model);
        Messages(draw, json);
        Limits(draw, json);
        Tools(draw, json);
        Rest(draw, json);
    });

    private static void Messages(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartArray("messages");
        if (draw.In(50))
        {
            Message(json, draw.One("system", "developer"), () => json.WriteString("content", draw.Text()));
        }

        for (var turns = draw.Turns(); turns > 0; turns--)
        {
            Message(json, "user", () => Content(draw, json));
            if (turns > 1)
            {
                Answer(draw, json);
            }
        }

        json.WriteEndArray();
    }

    private static void Answer(Draw draw, Utf8JsonWriter json)
    {
        var calls = draw.In(30);
        Message(json, "assistant", () =>
        {
            json.WriteString("content", draw.Text());
            if (calls)
            {
                json.WriteStartArray("tool_calls");
                json.WriteStartObject();
                json.WriteString("id", "call_1");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", draw.Name());
                json.WriteString("arguments", "{\"q\":" + JsonSerializer.Serialize(draw.Text()) + "}");
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
            }
        });
        if (calls)
        {
            Message(json, "tool", () =>
            {
                json.WriteString("tool_call_id", "call_1");
                json.WriteString("content", draw.Text());
            });
        }
    }

    private static void Message(Utf8JsonWriter json, string role, Action rest)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        rest();
        json.WriteEndObject();
    }

    private static void Content(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(60))
        {
            json.WriteString("content", draw.Text());
            return;
        }

        json.WriteStartArray("content");
        for (var parts = draw.From(1, 3); parts > 0; parts--)
        {
            json.WriteStartObject();
            Part(draw, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Part(Draw draw, Utf8JsonWriter json)
    {
        switch (draw.To(20))
        {
            case 0:
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", draw.One("https://example.org/a.png", "data:image/png;base64,aGk="));
                json.WriteEndObject();
                break;
            case 1:
                json.WriteString("type", "input_audio");
                json.WriteStartObject("input_audio");
                json.WriteString("data", "aGk=");
                json.WriteString("format", "wav");
                json.WriteEndObject();
                break;
            case 2:
                json.WriteString("type", "file");
                json.WriteStartObject("file");
                json.WriteString("filename", "a.pdf");
                json.WriteString("file_data", "data:application/pdf;base64,aGk=");
                json.WriteEndObject();
                break;
            default:
                json.WriteString("type", "text");
                json.WriteString("text", draw.Text());
                break;
        }
    }

    private static void Limits(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(40))
        {
            json.WriteNumber("max_tokens", draw.From(1, 9_000));
        }

        if (draw.In(40))
        {
            json.WriteNumber("max_completion_tokens", draw.From(1, 9_000));
        }

        if (draw.In(10))
        {
            json.WriteNumber("n", draw.From(1, 8));
        }

        if (draw.In(20))
        {
            json.WriteString("service_tier", draw.One("auto", "default", "flex", "priority"));
        }
    }

    private static void Tools(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(30))
        {
            json.WriteStartArray("tools");
            for (var tools = draw.From(1, 4); tools > 0; tools--)
            {
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", draw.Name() + tools);
                json.WriteString("description", draw.Text());
                json.WritePropertyName("parameters");
                draw.Schema(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (draw.In(5))
        {
            json.WriteStartObject("web_search_options");
            json.WriteEndObject();
        }
    }

    private static void Rest(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(10))
        {
            json.WriteStartObject("response_format");
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            json.WriteString("name", "reply");
            json.WritePropertyName("schema");
            draw.Schema(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (draw.In(4))
        {
            json.WriteStartObject("prediction");
            json.WriteString("type", "content");
            json.WriteString("content", draw.Text());
            json.WriteEndObject();
        }

        if (draw.In(4))
        {
            json.WriteStartArray("modalities");
            json.WriteStringValue("text");
            json.WriteStringValue("audio");
            json.WriteEndArray();
        }

        if (draw.In(10))
        {
            json.WriteString("reasoning_effort", draw.One("low", "medium", "high"));
        }

        if (draw.In(20))
        {
            json.WriteNumber("seed", draw.To(99));
            json.WriteString("user", "u1");
        }
    }
}
