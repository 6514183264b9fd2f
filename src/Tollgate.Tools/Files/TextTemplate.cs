using System.Text;
using System.Text.Json;
using Tollgate.Tools.Catalog;

namespace Tollgate.Tools.Files;

/// <summary>A text with places for arguments, <c>{name}</c>, and for secrets, <c>{secret:name}</c>; a brace itself is written twice.</summary>
internal sealed class TextTemplate
{
    private const string SecretPrefix = "secret:";

    private readonly List<(string Text, bool IsArgument)> _parts = [];

    private TextTemplate()
    {
    }

    /// <summary>Names of the arguments that it has places for.</summary>
    public IEnumerable<string> Arguments => _parts.Where(p => p.IsArgument).Select(p => p.Text);

    /// <summary>Whether it has a place for a secret.</summary>
    public bool HasSecret { get; private set; }

    /// <summary>The argument that it is nothing but the place of; null when there is more or less to it.</summary>
    public string? Only => _parts is [{ IsArgument: true } part] ? part.Text : null;

    /// <summary>Reads one; what is wrong with it becomes a fault at the path given.</summary>
    public static TextTemplate Read(string text, TemplateScope scope, string path, List<ArgumentFault> faults)
    {
        var template = new TextTemplate();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isTwice = i + 1 < text.Length && text[i + 1] == text[i];
            if (text[i] is not ('{' or '}'))
            {
                literal.Append(text[i]);
            }
            else if (isTwice)
            {
                literal.Append(text[i++]);
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is var end and > 0)
            {
                template.Add(text[(i + 1)..end], literal, scope, new ArgumentFault(path, ""), faults);
                i = end;
            }
            else
            {
                faults.Add(new ArgumentFault(path, "has a brace that stands alone; write it twice to mean itself"));
                break;
            }
        }

        template.End(literal);
        return template;
    }

    /// <summary>The text with its places filled; null when an argument was not given.</summary>
    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="escape">What is done to an argument before it stands in the text.</param>
    public string? Fill(Arguments arguments, Func<string, string>? escape = null)
    {
        var text = new StringBuilder();
        foreach (var (part, isArgument) in _parts)
        {
            if (!isArgument)
            {
                text.Append(part);
            }
            else if (arguments.Find(part) is { } value)
            {
                text.Append(escape is null ? Plain(value) : escape(Plain(value)));
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    /// <summary>An argument as a text: a list with commas between, an object as JSON.</summary>
    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Plain)),
        _ => value.GetRawText(),
    };

    private void Add(string name, StringBuilder literal, TemplateScope scope, ArgumentFault at, List<ArgumentFault> faults)
    {
        if (name.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            var secret = name[SecretPrefix.Length..];
            HasSecret = true;
            literal.Append(scope.Secret(secret));
            if (scope.Secret(secret) is null)
            {
                faults.Add(at with { What = $"names the secret '{secret}', which is not set" });
            }
        }
        else if (scope.Parameters.Contains(name))
        {
            End(literal);
            _parts.Add((name, true));
        }
        else
        {
            faults.Add(at with { What = $"names '{name}', which is none of the tool's parameters" });
        }
    }

    private void End(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), false));
            literal.Clear();
        }
    }
}
