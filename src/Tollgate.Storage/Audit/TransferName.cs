using Tollgate.Metering.Identity;

namespace Tollgate.Storage.Audit;

/// <summary>Names a hold or transfer in a finding: by its request's id, which people can look up.</summary>
internal static class TransferName
{
    public static string Of(UInt128 id) => new Id<RequestKind>(id).ToString();
}
