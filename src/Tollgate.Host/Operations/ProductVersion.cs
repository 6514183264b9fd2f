using System.Reflection;

namespace Tollgate.Host.Operations;

/// <summary>Which version this is.</summary>
internal static class ProductVersion
{
    /// <summary>Without the build's metadata, e.g. <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
