using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Random requests of OpenAI's responses.</summary>
internal static class ResponsesRequests
{
    public static byte[] Make(Draw draw, string model) => draw.Body(json =>
    {
        json.WriteString("model", model);
        if (draw.In(30))
        {
            json.WriteString("input", "i" + draw.Text());
        }
        else
        {
            Items(draw, json);
        }

        if (draw.In(40))
        {
            json.WriteString("instructions", draw.Text());
        }

        Tools(draw, json);
        Rest(draw, json);
    });

    private static void Items(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartArray("input");
        for (var turns = draw.Turns(); turns > 0; turns--)
        {
            json.WriteStartObject();
            json.WriteString("role", "user");
            Content(draw, json);
            json.WriteEndObject();
            if (turns > 1 && draw.In(40))
            {
                Call(draw, json);
            }
        }

        json.WriteEndArray();
    }

    private static void Content(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(50))
        {
            json.WriteString("content", draw.Text());
            return;
        }

        json.WriteStartArray("content");
        json.WriteStartObject();
        switch (draw.To(9))
        {
            case 0:
                json.WriteString("type", "input_image");
                json.WriteString("image_url", "https://example.org/a.png");
                break;
            case 1:
                json.WriteString("type", "input_file");
                json.WriteString("filename", "a.pdf");
                json.WriteString("file_data", "data:application/pdf;base64,aGk=");
                break;
            default:
                json.WriteString("type", "input_text");
                json.WriteString("text", draw.Text());
                break;
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Call(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "function_call");
        json.WriteString("call_id", "call_1");
        json.WriteString("name", draw.Name());
        json.WriteString("arguments", "{\"q\":" + JsonSerializer.Serialize(draw.Text()) + "}");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "function_call_output");
        json.WriteString("call_id", "call_1");
        json.WriteString("output", draw.Text());
        json.WriteEndObject();
    }

    private static void Tools(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(70))
        {
            return;
        }

        json.WriteStartArray("tools");
        for (var tools = draw.From(1, 4); tools > 0; tools--)
        {
            json.WriteStartObject();
            if (draw.In(15))
            {
                json.WriteString("type", "web_search");
            }
            else
            {
                json.WriteString("type", "function");
                json.WriteString("name", draw.Name() + tools);
                json.WriteString("description", draw.Text());
                json.WritePropertyName("parameters");
                draw.Schema(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (draw.In(80))
        {
            json.WriteNumber("max_tool_calls", draw.From(1, 6));
        }
    }

    private static void Rest(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(60))
        {
            json.WriteNumber("max_output_tokens", draw.From(16, 9_000));
        }

        if (draw.In(20))
        {
            json.WriteString("service_tier", draw.One("auto", "default", "flex", "priority"));
        }

        if (draw.In(10))
        {
            json.WriteStartObject("text");
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WriteString("name", "reply");
            json.WritePropertyName("schema");
            draw.Schema(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (draw.In(15))
        {
            json.WriteStartObject("reasoning");
            json.WriteString("effort", draw.One("low", "medium", "high"));
            json.WriteEndObject();
        }
    }
}
