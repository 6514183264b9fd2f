namespace Tollgate.Dialects.Shape;

/// <summary>Who speaks. What a tool returned comes from the user.</summary>
internal enum ShapeRole
{
    System,
    User,
    Assistant,
}

/// <summary>One message of a conversation.</summary>
internal sealed record ShapeMessage(ShapeRole Role, IReadOnlyList<ShapePart> Parts);
