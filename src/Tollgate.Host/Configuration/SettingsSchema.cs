using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Host.Configuration;

/// <summary>The JSON schema of <c>tollgate.json</c>, made from the table of settings; shipped as <c>tollgate.schema.json</c>.</summary>
internal static class SettingsSchema
{
    /// <summary>The schema's text, indented, with a line feed at its end.</summary>
    public static string Text()
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", "Tollgate settings");
            var settings = SettingsTable.All.Where(s => !s.NotInFile).ToList();
            WriteBody(json, settings, "");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteBody(Utf8JsonWriter json, List<Setting> settings, string prefix)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        if (prefix.Length == 0)
        {
            json.WriteStartObject("$schema");
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        foreach (var group in settings.GroupBy(s => s.Path[prefix.Length..].Split('.')[0], StringComparer.Ordinal))
        {
            json.WriteStartObject(group.Key);
            if (group.First() is var first && first.Path == prefix + group.Key)
            {
                WriteSetting(json, first);
            }
            else
            {
                WriteBody(json, group.ToList(), prefix + group.Key + ".");
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSetting(Utf8JsonWriter json, Setting setting)
    {
        var standard = setting.Read(new TollgateOptions());
        json.WriteString("type", setting.Kind switch
        {
            SettingKind.WholeNumber => "integer",
            SettingKind.Flag => "boolean",
            _ => "string",
        });
        json.WriteString("description", setting.Meaning);
        if (setting.Kind == SettingKind.WholeNumber)
        {
            json.WriteNumber("minimum", setting.Least);
            json.WriteNumber("maximum", setting.Most);
            json.WriteNumber("default", long.Parse(standard!, System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        if (setting.Kind == SettingKind.Flag)
        {
            json.WriteBoolean("default", bool.Parse(standard!));
            return;
        }

        if (setting.Choices.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (var choice in setting.Choices)
            {
                json.WriteStringValue(choice);
            }

            json.WriteEndArray();
        }

        if (standard is not null)
        {
            json.WriteString("default", standard);
        }
    }
}
