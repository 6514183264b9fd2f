using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tollgate.Tools.Pins;

/// <summary>What other servers' tools wait for, for operators.</summary>
public sealed class ToolChanges
{
    private readonly PinBook _book;

    internal ToolChanges(PinBook book) => _book = book;

    /// <summary>Those of the file given, while nothing serves.</summary>
    /// <exception cref="InvalidDataException">it is none of ours.</exception>
    public static ToolChanges Of(string path, TimeProvider time)
    {
        var book = new PinBook(path, time);
        book.Open();
        return new ToolChanges(book);
    }

    /// <summary>Everything that waits, as the management API answers it.</summary>
    public string List() => Text(json =>
    {
        json.WriteStartArray("data"u8);
        foreach (var change in _book.Waiting())
        {
            Write(json, change);
        }

        json.WriteEndArray();
        json.WriteStartArray("not_published"u8);
        foreach (var tool in _book.Nameless)
        {
            json.WriteStartObject();
            json.WriteString("server"u8, tool.Server);
            json.WriteString("tool"u8, tool.Tool);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("reason"u8, tool.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Accepts what waits under an id, or under <c>SERVER/TOOL</c>, or all of <c>SERVER</c>; what was accepted as the management API answers
    /// it, null when nothing waits under that name.</summary>
    /// <exception cref="IOException">it cannot be kept; then nothing was accepted.</exception>
    public string? Accept(string which)
    {
        var accepted = _book.Accept(change => change.Id == which || change.Server == which || $"{change.Server}/{change.Tool.Name}" == which);
        return accepted.Count == 0 ? null : Text(json =>
        {
            json.WriteStartArray("accepted"u8);
            foreach (var change in accepted)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, change.Id);
                json.WriteString("server"u8, change.Server);
                json.WriteString("tool"u8, change.Tool.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Whether something waits under an id.</summary>
    internal bool Has(string id) => _book.Waiting().Any(change => change.Id == id);

    private static void Write(Utf8JsonWriter json, ToolChange change)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, change.Id);
        json.WriteString("server"u8, change.Server);
        json.WriteString("tool"u8, change.Tool.Name);
        json.WriteString("kind"u8, change.Tool.Accepted is null ? "new" : "changed");
        json.WriteBoolean("refused"u8, change.Tool.IsChangedInCalls);
        json.WriteString("seen_at"u8, DateTimeOffset.FromUnixTimeMilliseconds(change.Tool.SeenAtMs)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("changed"u8);
        foreach (var part in change.Changed)
        {
            json.WriteStringValue(part);
        }

        json.WriteEndArray();
        Write(json, "accepted", change.Tool.Accepted);
        Write(json, "waiting", change.Tool.Waiting);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ToolForm? form)
    {
        json.WritePropertyName(name);
        if (form is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("sha256"u8, form.Hash());
        json.WriteString("title"u8, form.Title);
        json.WriteString("description"u8, form.Description);
        Write(json, "input_schema", form.InputSchema);
        Write(json, "output_schema", form.OutputSchema);
        Write(json, "annotations", form.Annotations);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement? value)
    {
        json.WritePropertyName(name);
        if (value is { } there)
        {
            there.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    // The writer's own escapes stay: what is invisible in a text is seen as what it is.
    private static string Text(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
