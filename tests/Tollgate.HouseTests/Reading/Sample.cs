namespace Tollgate.HouseTests.Reading;

/// <summary>Small houses in memory, to prove that a law can be broken.</summary>
internal static class Sample
{
    /// <summary>A house of the given files; paths begin with <c>src/ROOM/</c> or <c>tests/</c>. Each room references all rooms before it.</summary>
    public static House House(params (string Path, string Text)[] files)
    {
        var sources = files.Select(file => new SourceFile(file.Path, file.Text)).ToList();
        var names = sources.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => file.ProjectFolder[4..]).Distinct(StringComparer.Ordinal).ToList();
        return new House(
            names.Select((name, at) => new Room(name, [.. names.Take(at)], [.. sources.Where(file => file.ProjectFolder == "src/" + name)])),
            sources.Where(file => !file.Path.StartsWith("src/", StringComparison.Ordinal)));
    }

    /// <summary>A house of rooms without files.</summary>
    public static House Plan(params (string Name, string[] Arrows)[] rooms) =>
        new(rooms.Select(room => new Room(room.Name, room.Arrows, [])), []);
}
