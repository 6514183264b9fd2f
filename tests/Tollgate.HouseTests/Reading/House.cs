using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tollgate.HouseTests.Reading;

/// <summary>The rooms of the house (projects under src), compiled just far enough to know which symbol each name means. Files of the
/// tests are read as syntax only.</summary>
internal sealed class House
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string WebUsings = """
        global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    // What the test process itself runs on: the frameworks and, by way of Host, every package of the rooms.
    private static readonly ImmutableArray<MetadataReference> Libraries =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("tollgate", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Dictionary<string, CSharpCompilation> _compilations = [];
    private readonly Lazy<IReadOnlyList<Use>> _uses;

    public House(IEnumerable<Room> rooms, IEnumerable<SourceFile> tests)
    {
        Rooms = [.. rooms.OrderBy(room => room.Name, StringComparer.Ordinal)];
        Tests = [.. tests];
        foreach (var room in Rooms)
        {
            Compile(room);
        }

        _uses = new Lazy<IReadOnlyList<Use>>(() => UseFinder.Find(this));
    }

    public IReadOnlyList<Room> Rooms { get; }

    /// <summary>Files under tests and bench.</summary>
    public IReadOnlyList<SourceFile> Tests { get; }

    /// <summary>Files under src.</summary>
    public IEnumerable<SourceFile> Sources => Rooms.SelectMany(room => room.Files);

    /// <summary>Every use of one file's types by another file, rooms of other projects included.</summary>
    public IReadOnlyList<Use> Uses => _uses.Value;

    public Room RoomOf(SourceFile file) =>
        Rooms.First(room => string.Equals("src/" + room.Name, file.ProjectFolder, StringComparison.Ordinal));

    public CSharpCompilation CompilationOf(Room room) => _compilations[room.Name];

    public SemanticModel ModelOf(SourceFile file) => CompilationOf(RoomOf(file)).GetSemanticModel(file.Tree);

    /// <summary>All types declared in the rooms, nested ones included.</summary>
    public IEnumerable<(SourceFile File, INamedTypeSymbol Type)> Types()
    {
        foreach (var file in Sources)
        {
            var model = ModelOf(file);
            foreach (var node in file.Tree.GetRoot().DescendantNodes().Where(Syntax.IsTypeDeclaration))
            {
                if (model.GetDeclaredSymbol(node) is INamedTypeSymbol type)
                {
                    yield return (file, type);
                }
            }
        }
    }

    private CSharpCompilation Compile(Room room)
    {
        if (_compilations.TryGetValue(room.Name, out var done))
        {
            return done;
        }

        // A circle among projects is for the law on circles to tell; here it must only not go on forever.
        var below = Below(room).Select(name => Rooms.FirstOrDefault(other => other.Name == name)).OfType<Room>()
            .Where(other => !Below(other).Contains(room.Name))
            .Select(other => Compile(other).ToMetadataReference());
        var usings = CSharpSyntaxTree.ParseText(room.Web ? Usings + WebUsings : Usings, SourceFile.Options);
        return _compilations[room.Name] = CSharpCompilation.Create(
            room.Name,
            [usings, .. room.Files.Select(file => file.Tree)],
            [.. Libraries, .. below],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    // A project sees what its references see.
    private HashSet<string> Below(Room room)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(room.Arrows);
        while (open.TryPop(out var name))
        {
            if (name != room.Name && seen.Add(name))
            {
                foreach (var further in Rooms.FirstOrDefault(other => other.Name == name)?.Arrows ?? [])
                {
                    open.Push(further);
                }
            }
        }

        return seen;
    }
}
