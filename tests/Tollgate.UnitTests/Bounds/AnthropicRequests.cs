using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Random requests of messages.</summary>
internal static class AnthropicRequests
{
    public static byte[] Make(Draw draw, string model) => draw.Body(json =>
    {
        json.WriteString("model", model);
        var limit = draw.From(1, 9_000);
        json.WriteNumber("max_tokens", limit);
        if (draw.In(40))
        {
            json.WriteString("system", draw.Text());
        }

        Messages(draw, json);
        Tools(draw, json);
        Rest(draw, json, limit);
    });

    private static void Messages(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartArray("messages");
        for (var turns = draw.Turns(); turns > 0; turns--)
        {
            Message(draw, json, "user", () => UserBlock(draw, json));
            if (turns == 1)
            {
                break;
            }

            if (draw.In(25))
            {
                Message(draw, json, "assistant", () => ToolUse(draw, json), blocks: true);
                Message(draw, json, "user", () => ToolResult(draw, json), blocks: true);
            }
            else
            {
                Message(draw, json, "assistant", () => Text(draw, json));
            }
        }

        json.WriteEndArray();
    }

    private static void Message(Draw draw, Utf8JsonWriter json, string role, Action block, bool blocks = false)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        if (!blocks && draw.In(50))
        {
            json.WriteString("content", draw.Text());
        }
        else
        {
            json.WriteStartArray("content");
            json.WriteStartObject();
            block();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void UserBlock(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(85))
        {
            Text(draw, json);
            return;
        }

        var (type, media) = draw.One(("image", "image/png"), ("document", "application/pdf"));
        json.WriteString("type", type);
        json.WriteStartObject("source");
        json.WriteString("type", "base64");
        json.WriteString("media_type", media);
        json.WriteString("data", "aGk=");
        json.WriteEndObject();
    }

    private static void Text(Draw draw, Utf8JsonWriter json)
    {
        json.WriteString("type", "text");
        json.WriteString("text", "t" + draw.Text());
        if (draw.In(30))
        {
            json.WriteStartObject("cache_control");
            json.WriteString("type", "ephemeral");
            json.WriteString("ttl", draw.One("5m", "1h"));
            json.WriteEndObject();
        }
    }

    private static void ToolUse(Draw draw, Utf8JsonWriter json)
    {
        json.WriteString("type", "tool_use");
        json.WriteString("id", "toolu_1");
        json.WriteString("name", draw.Name());
        json.WriteStartObject("input");
        json.WriteString("q", draw.Text());
        json.WriteEndObject();
    }

    private static void ToolResult(Draw draw, Utf8JsonWriter json)
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", "toolu_1");
        json.WriteString("content", draw.Text());
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
            switch (draw.To(8))
            {
                case 0:
                    json.WriteString("type", "web_search_20250305");
                    json.WriteString("name", "web_search");
                    json.WriteNumber("max_uses", draw.To(6));
                    break;
                case 1:
                    json.WriteString("type", "bash_20250124");
                    json.WriteString("name", "bash");
                    break;
                default:
                    json.WriteString("name", draw.Name() + tools);
                    json.WriteString("description", draw.Text());
                    json.WritePropertyName("input_schema");
                    draw.Schema(json);
                    break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Rest(Draw draw, Utf8JsonWriter json, int limit)
    {
        if (draw.In(15) && limit > 1_100)
        {
            json.WriteStartObject("thinking");
            json.WriteString("type", "enabled");
            json.WriteNumber("budget_tokens", 1_024);
            json.WriteEndObject();
        }

        if (draw.In(10))
        {
            json.WriteStartObject("output_config");
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WritePropertyName("schema");
            draw.Schema(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (draw.In(20))
        {
            json.WriteString("service_tier", draw.One("auto", "standard_only"));
        }
    }
}
