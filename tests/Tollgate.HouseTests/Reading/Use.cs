namespace Tollgate.HouseTests.Reading;

/// <summary>A file that uses a type of another file, with the first line where it does.</summary>
/// <param name="From">Path of the using file.</param>
/// <param name="To">Path of the file that declares what is used.</param>
/// <param name="Type">Full name of the outermost type used.</param>
/// <param name="Line">First line of the use.</param>
internal sealed record Use(SourceFile From, SourceFile To, string Type, int Line)
{
    public override string ToString() => $"{From.Path}:{Line} uses {Type}";
}
