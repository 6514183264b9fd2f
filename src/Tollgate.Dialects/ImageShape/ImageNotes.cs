using System.Text;
using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.ImageShape;

/// <summary>What becomes of fields for which a provider has no words.</summary>
internal static class ImageNotes
{
    /// <summary>Notes those that the caller gave as left out.</summary>
    public static void Dropped(ImageRequest request, List<string> warnings, params ReadOnlySpan<ImageField> fields)
    {
        foreach (var field in fields)
        {
            if (request.Has(field))
            {
                warnings.Add("dropped:" + NameOf(field));
            }
        }
    }

    /// <summary>Notes one that is said in another way, and not quite the same.</summary>
    public static void Changed(ImageField field, List<string> warnings) => warnings.Add("changed:" + NameOf(field));

    /// <summary>Always false, with the fault.</summary>
    public static bool Refuse(ImageField field, string message, out DialectFault fault)
    {
        fault = new DialectFault(NameOf(field), message);
        return false;
    }

    private static string NameOf(ImageField field) => Encoding.UTF8.GetString(ImageFields.NameOf(field));
}
