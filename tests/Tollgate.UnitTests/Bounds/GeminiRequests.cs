using System.Text.Json;

namespace Tollgate.UnitTests.Bounds;

/// <summary>Random requests of Google's generateContent.</summary>
internal static class GeminiRequests
{
    public static byte[] Make(Draw draw) => draw.Body(json =>
    {
        Contents(draw, json);
        if (draw.In(40))
        {
            json.WriteStartObject("systemInstruction");
            json.WriteStartArray("parts");
            Text(draw, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        Tools(draw, json);
        Config(draw, json);
        if (draw.In(10))
        {
            json.WriteString("serviceTier", draw.One("standard", "flex", "priority"));
        }
    });

    private static void Contents(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartArray("contents");
        for (var turns = draw.Turns(); turns > 0; turns--)
        {
            Content(json, "user", () => Part(draw, json));
            if (turns == 1)
            {
                break;
            }

            if (draw.In(25))
            {
                Content(json, "model", () => Call(draw, json, "functionCall", "args"));
                Content(json, "user", () => Call(draw, json, "functionResponse", "response"));
            }
            else
            {
                Content(json, "model", () => Text(draw, json));
            }
        }

        json.WriteEndArray();
    }

    private static void Content(Utf8JsonWriter json, string role, Action part)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteStartArray("parts");
        part();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Text(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("text", "t" + draw.Text());
        json.WriteEndObject();
    }

    private static void Part(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(80))
        {
            Text(draw, json);
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject("inlineData");
        json.WriteString("mimeType", draw.One("image/png", "audio/wav", "video/mp4", "application/pdf"));
        json.WriteString("data", "aGk=");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Call(Draw draw, Utf8JsonWriter json, string kind, string values)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("name", "look_up");
        json.WriteStartObject(values);
        json.WriteString("q", draw.Text());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Tools(Draw draw, Utf8JsonWriter json)
    {
        if (draw.In(70))
        {
            return;
        }

        json.WriteStartArray("tools");
        json.WriteStartObject();
        if (draw.In(20))
        {
            json.WriteStartObject("googleSearch");
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("functionDeclarations");
            for (var tools = draw.From(1, 4); tools > 0; tools--)
            {
                json.WriteStartObject();
                json.WriteString("name", draw.Name() + tools);
                json.WriteString("description", draw.Text());
                json.WritePropertyName("parametersJsonSchema");
                draw.Schema(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Config(Draw draw, Utf8JsonWriter json)
    {
        json.WriteStartObject("generationConfig");
        if (draw.In(60))
        {
            json.WriteNumber("maxOutputTokens", draw.From(1, 9_000));
        }

        if (draw.In(10))
        {
            json.WriteNumber("candidateCount", draw.From(1, 8));
        }

        if (draw.In(10))
        {
            json.WriteString("responseMimeType", "application/json");
            json.WritePropertyName("responseJsonSchema");
            draw.Schema(json);
        }

        if (draw.In(4))
        {
            json.WriteStartArray("responseModalities");
            json.WriteStringValue("AUDIO");
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
