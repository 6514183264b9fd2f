using System.Xml.Linq;

namespace Tollgate.HouseTests.Reading;

/// <summary>The repository on disk. Read once for all tests.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", "bin", "obj", "node_modules", "artifacts", "data", "TestResults", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".txt", ".sh", ".sql", ".yml", ".yaml", ".editorconfig", ".svg", ".js", ".mjs", ".py", ".jsonl"];

    private static readonly Lazy<House> TheHouse = new(Read);

    /// <summary>Folder that holds the solution file.</summary>
    public static string Root { get; } = FindRoot();

    public static House House => TheHouse.Value;

    /// <summary>True when the run shall write the generated parts of docs instead of comparing them.</summary>
    public static bool WritesDocs => Environment.GetEnvironmentVariable("TOLLGATE_WRITE_DOCS") == "1";

    public static string FullPath(string path) => Path.Combine(Root, path);

    /// <summary>Every text file of the repository, as paths from its root.</summary>
    public static IEnumerable<string> TextFiles() => Walk(Root)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => TextEndings.Contains(Path.GetExtension(path)) || !Path.GetFileName(path).Contains('.', StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static House Read()
    {
        var rooms = Directory.GetDirectories(FullPath("src")).Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0).Select(ReadRoom);
        var tests = new[] { "tests", "bench" }.Where(top => Directory.Exists(FullPath(top))).SelectMany(SourcesUnder);
        return new House(rooms, tests);
    }

    private static Room ReadRoom(string folder)
    {
        var name = Path.GetFileName(folder);
        var project = XDocument.Load(Path.Combine(folder, name + ".csproj"));
        var arrows = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal);
        return new Room(name, [.. arrows], [.. SourcesUnder("src/" + name)])
        {
            Web = project.Root!.Attribute("Sdk")?.Value == "Microsoft.NET.Sdk.Web",
        };
    }

    private static IEnumerable<SourceFile> SourcesUnder(string folder) => Walk(FullPath(folder))
        .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(path => new SourceFile(Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)));

    private static IEnumerable<string> Walk(string folder) => Directory.GetFiles(folder)
        .Concat(Directory.GetDirectories(folder).Where(inner => !NotOurs.Contains(Path.GetFileName(inner))).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tollgate.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from within the repository.");
    }
}
