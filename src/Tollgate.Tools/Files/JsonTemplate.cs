using System.Text.Json;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Files;

/// <summary>A JSON value whose texts are templates. A text that is nothing but the place of an argument becomes its value, with its type; a field or
/// item whose argument was not given is left out. Where there is a reply to read from, a text that begins with <c>$</c> becomes what stands there, or
/// null, and an object <c>{"$each": path, "item": value}</c> a list with the value once for each item, in which <c>$</c> means the item.</summary>
internal sealed class JsonTemplate
{
    private const string Each = "$each";
    private const string Item = "item";

    private readonly Dictionary<string, JsonTemplate>? _fields;
    private readonly List<JsonTemplate>? _items;
    private readonly TextTemplate? _text;
    private readonly ReplyPath? _path;
    private readonly JsonTemplate? _each;
    private readonly JsonElement _literal;

    private JsonTemplate(JsonElement source, TemplateScope scope, bool hasReply, string path, List<ArgumentFault> faults)
    {
        _literal = source;
        switch (source.ValueKind)
        {
            case JsonValueKind.Object when hasReply && source.TryGetProperty(Each, out var list):
                _path = PathOf(list, $"{path}.{Each}", faults);
                _each = source.TryGetProperty(Item, out var item) && source.EnumerateObject().Count() == 2
                    ? new JsonTemplate(item, scope, hasReply, $"{path}.{Item}", faults)
                    : null;
                if (_each is null)
                {
                    faults.Add(new ArgumentFault(path, $"must have {Each} and {Item}, and nothing else"));
                }

                break;
            case JsonValueKind.Object:
                _fields = source.EnumerateObject().ToDictionary(
                    f => f.Name, f => new JsonTemplate(f.Value, scope, hasReply, $"{path}.{f.Name}", faults), StringComparer.Ordinal);
                break;
            case JsonValueKind.Array:
                _items = [.. source.EnumerateArray().Select(
                    (value, i) => new JsonTemplate(value, scope, hasReply, FormattableString.Invariant($"{path}[{i}]"), faults))];
                break;
            case JsonValueKind.String when hasReply && ReplyPath.IsMeant(source.GetString()!):
                _path = PathOf(source, path, faults);
                break;
            case JsonValueKind.String:
                _text = TextTemplate.Read(source.GetString()!, scope, path, faults);
                if (hasReply && _text.HasSecret)
                {
                    faults.Add(new ArgumentFault(path, "names a secret, which would be shown to callers"));
                }

                break;
        }
    }

    /// <summary>Reads one; what is wrong with it becomes faults below the path given.</summary>
    /// <param name="source">The value.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="hasReply">Whether it is filled from a reply; if so it names no secret.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static JsonTemplate Read(JsonElement source, TemplateScope scope, bool hasReply, string path, List<ArgumentFault> faults) =>
        new(source.Clone(), scope, hasReply, path, faults);

    /// <summary>Writes the value with its places filled.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="reply">What was answered, or the item of it that is the turn of.</param>
    /// <param name="most">Bytes after which no list goes on: whoever takes no more refuses the whole by its length.</param>
    public void Write(Utf8JsonWriter json, Arguments arguments, JsonElement reply = default, long most = long.MaxValue)
    {
        if (_each is not null)
        {
            json.WriteStartArray();
            if (_path?.Find(reply) is { ValueKind: JsonValueKind.Array } list)
            {
                foreach (var item in list.EnumerateArray())
                {
                    // A long argument in each item of a long list is more than there is memory.
                    if (json.BytesCommitted + json.BytesPending > most)
                    {
                        break;
                    }

                    _each.Write(json, arguments, item, most);
                }
            }

            json.WriteEndArray();
        }
        else if (_path is not null)
        {
            WriteValue(json, _path.Find(reply));
        }
        else if (_fields is not null)
        {
            json.WriteStartObject();
            WriteFields(json, arguments, reply, most);
            json.WriteEndObject();
        }
        else if (_items is not null)
        {
            json.WriteStartArray();
            foreach (var item in _items.Where(item => !item.IsAbsent(arguments)))
            {
                item.Write(json, arguments, reply, most);
            }

            json.WriteEndArray();
        }
        else if (_text is null)
        {
            _literal.WriteTo(json);
        }
        else if (_text.Only is { } only)
        {
            WriteValue(json, arguments.Find(only));
        }
        else
        {
            json.WriteStringValue(_text.Fill(arguments));
        }
    }

    /// <summary>The same for the fields alone of a template that is an object.</summary>
    public void WriteFields(Utf8JsonWriter json, Arguments arguments, JsonElement reply, long most)
    {
        foreach (var (name, field) in _fields!.Where(field => !field.Value.IsAbsent(arguments)))
        {
            json.WritePropertyName(name);
            field.Write(json, arguments, reply, most);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement? value)
    {
        if (value is { } there)
        {
            there.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static ReplyPath? PathOf(JsonElement value, string at, List<ArgumentFault> faults)
    {
        if (value.ValueKind == JsonValueKind.String && ReplyPath.Read(value.GetString()!) is { } path)
        {
            return path;
        }

        faults.Add(new ArgumentFault(at, "is no path such as $.items[0].name"));
        return null;
    }

    private bool IsAbsent(Arguments arguments) => _text is not null && _text.Arguments.Any(name => arguments.Find(name) is null);
}
