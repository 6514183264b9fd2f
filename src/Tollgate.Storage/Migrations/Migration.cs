using System.Globalization;
using System.Reflection;

namespace Tollgate.Storage.Migrations;

/// <summary>One step from a schema version to the next. Once shipped, a step never changes.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Folder = "migrations/";

    /// <summary>All steps of this program, ascending from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadAll();

    private static Migration[] ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .OrderBy(step => step.Version)
            .ToArray();
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Version != i + 1)
            {
                throw new InvalidOperationException($"migration {i + 1} is missing");
            }
        }

        return steps;
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"migration {resource} is missing");
        using var reader = new StreamReader(stream);
        var name = Path.GetFileNameWithoutExtension(resource[Folder.Length..]);
        var number = name[..name.IndexOf('_', StringComparison.Ordinal)];
        return new Migration(int.Parse(number, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
