using System.Globalization;

namespace Tollgate.Host.Configuration;

/// <summary>What a setting's value looks like.</summary>
internal enum SettingKind
{
    Text,
    Secret,
    WholeNumber,
    Choice,
    Flag,
}

/// <summary>One setting: its path, meaning, bounds, and where it goes.</summary>
internal sealed record Setting
{
    /// <summary>Path with dots, as in <c>tollgate.json</c>; in the environment <c>TOLLGATE_</c> and the path with <c>__</c>.</summary>
    public required string Path { get; init; }

    public required SettingKind Kind { get; init; }

    /// <summary>For people, with its unit.</summary>
    public required string Meaning { get; init; }

    public long Least { get; init; }

    public long Most { get; init; } = long.MaxValue;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>True where <c>tollgate.json</c> may not name it: it lies in the data directory itself and holds no secrets.</summary>
    public bool NotInFile { get; init; }

    /// <summary>The value in force as text; null when there is none.</summary>
    public required Func<TollgateOptions, string?> Read { get; init; }

    public required Action<TollgateOptions, string> Write { get; init; }

    /// <summary>Sets the value; a sentence when it does not fit, never with a secret in it.</summary>
    public string? TrySet(TollgateOptions options, string value, string source)
    {
        if (Refuse(value) is { } why)
        {
            return $"{Path} ({source}): {why}";
        }

        Write(options, value);
        return null;
    }

    private string? Refuse(string value) => Kind switch
    {
        SettingKind.WholeNumber when !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < Least || number > Most => $"'{value}' is no whole number from {Least} to {Most}",
        SettingKind.Choice when !Choices.Contains(value) => $"'{value}' is none of {string.Join(", ", Choices)}",
        SettingKind.Flag when !bool.TryParse(value, out _) => $"'{value}' is neither true nor false",
        SettingKind.Text or SettingKind.Secret when value.Length == 0 => "is empty",
        _ => null,
    };
}
