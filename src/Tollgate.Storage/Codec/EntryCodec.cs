using Tollgate.Metering.Budgets;
using Tollgate.Metering.Idempotency;
using Tollgate.Metering.Identity;
using Tollgate.Metering.Ledger;

namespace Tollgate.Storage.Codec;

/// <summary>Binary form of <see cref="LedgerEntry"/>: its kind, a mask, and the fields that are not zero.</summary>
internal static class EntryCodec
{
    private const int HasId = 1;
    private const int HasAccounts = 1 << 1;
    private const int HasAmount = 1 << 2;
    private const int HasActual = 1 << 3;
    private const int HasVariance = 1 << 4;
    private const int HasDeadline = 1 << 5;
    private const int HasAccount = 1 << 6;
    private const int HasWatermark = 1 << 7;
    private const int HasOpened = 1 << 8;
    private const int HasCall = 1 << 9;
    private const int IsDispatched = 1 << 10;
    private const int HasParent = 1 << 11;
    private const int HasClaim = 1 << 12;

    // Kind, mask, id, time, eight accounts, six numbers; then an identity without its name.
    private const int FixedBytes = 1 + sizeof(int) + 16 + sizeof(long) + (8 * sizeof(int)) + (6 * sizeof(long));
    private const int IdentityBytes = 2 + (2 * 16) + sizeof(int) + (2 * sizeof(long));
    private const int HashBytes = 32;
    private const int ClaimBytes = (3 * 16) + (2 * HashBytes) + sizeof(long);
    private const int MostBytesPerChar = 3;

    /// <summary>A size that the entry surely fits in.</summary>
    public static int MostBytes(in LedgerEntry entry)
    {
        var size = FixedBytes;
        if (entry.Opened is { } opened)
        {
            size += IdentityBytes + (MostBytesPerChar * opened.Name.Length);
        }

        size += entry.Claim is null ? 0 : ClaimBytes;
        return entry.Call is { } call ? size + CallCodec.MostBytes(call) : size;
    }

    public static void Write(ref FieldWriter writer, in LedgerEntry entry)
    {
        writer.Write((byte)entry.Kind);
        var maskAt = writer.Length;
        writer.Write(0);
        writer.Write(entry.AtMs);
        var mask = entry.Dispatched ? IsDispatched : 0;
        if (entry.Id != UInt128.Zero)
        {
            writer.Write(entry.Id);
            mask |= HasId;
        }

        if (entry.Accounts != default)
        {
            WriteAccounts(ref writer, entry.Accounts);
            mask |= HasAccounts;
        }

        // A field of its own, so that what was journaled before keys had parents still reads.
        if (entry.Accounts.Parent != 0)
        {
            writer.Write(entry.Accounts.Parent);
            mask |= HasParent;
        }

        mask |= Put(ref writer, entry.Amount, HasAmount)
            | Put(ref writer, entry.Actual, HasActual)
            | Put(ref writer, entry.Variance, HasVariance)
            | Put(ref writer, entry.DeadlineMs, HasDeadline)
            | Put(ref writer, entry.Account, HasAccount)
            | Put(ref writer, entry.Watermark, HasWatermark);
        if (entry.Opened is { } opened)
        {
            WriteIdentity(ref writer, opened);
            mask |= HasOpened;
        }

        if (entry.Call is { } call)
        {
            CallCodec.Write(ref writer, call);
            mask |= HasCall;
        }

        if (entry.Claim is { } claim)
        {
            WriteClaim(ref writer, claim);
            mask |= HasClaim;
        }

        writer.Patch(maskAt, mask);
    }

    public static LedgerEntry Read(ref FieldReader reader)
    {
        var kind = (EntryKind)reader.ReadByte();
        var mask = reader.ReadInt32();
        return new LedgerEntry
        {
            // The order of these initializers is the order on disk.
            Kind = kind,
            AtMs = reader.ReadInt64(),
            Id = (mask & HasId) == 0 ? UInt128.Zero : reader.ReadUInt128(),
            Accounts = (mask & HasAccounts) == 0 ? default : ReadAccounts(ref reader, mask),
            Amount = Take(ref reader, mask & HasAmount),
            Actual = Take(ref reader, mask & HasActual),
            Variance = Take(ref reader, mask & HasVariance),
            DeadlineMs = Take(ref reader, mask & HasDeadline),
            Account = (int)Take(ref reader, mask & HasAccount),
            Watermark = Take(ref reader, mask & HasWatermark),
            Opened = (mask & HasOpened) == 0 ? null : ReadIdentity(ref reader),
            Call = (mask & HasCall) == 0 ? null : CallCodec.Read(ref reader),
            Claim = (mask & HasClaim) == 0 ? null : ReadClaim(ref reader),
            Dispatched = (mask & IsDispatched) != 0,
        };
    }

    private static void WriteAccounts(ref FieldWriter writer, in TransferAccounts accounts)
    {
        writer.Write(accounts.Key);
        writer.Write(accounts.Project);
        writer.Write(accounts.Workspace);
        writer.Write(accounts.Provider);
        writer.Write(accounts.KeyControl);
        writer.Write(accounts.ProjectControl);
        writer.Write(accounts.Variance);
    }

    private static TransferAccounts ReadAccounts(ref FieldReader reader, int mask) =>
        new(
            reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32())
        {
            Variance = reader.ReadInt32(),
            Parent = (mask & HasParent) == 0 ? 0 : reader.ReadInt32(),
        };

    private static void WriteIdentity(ref FieldWriter writer, AccountIdentity identity)
    {
        writer.Write((byte)identity.Scope);
        writer.Write((byte)identity.Mode);
        writer.Write(identity.Workspace.Value);
        writer.Write(identity.Owner);
        writer.Write(identity.Window.StartMs);
        writer.Write(identity.Window.EndMs);
        writer.Write(identity.Name);
    }

    private static AccountIdentity ReadIdentity(ref FieldReader reader)
    {
        var scope = (AccountScope)reader.ReadByte();
        var mode = (KeyMode)reader.ReadByte();
        var workspace = new Id<WorkspaceKind>(reader.ReadUInt128());
        var owner = reader.ReadUInt128();
        var window = new BudgetWindow(reader.ReadInt64(), reader.ReadInt64());
        return new AccountIdentity(scope, workspace, owner, reader.ReadString(), mode, window);
    }

    private static void WriteClaim(ref FieldWriter writer, IdempotencyClaim claim)
    {
        writer.Write(claim.Scope);
        writer.Write(claim.Name.AsSpan(0, HashBytes));
        writer.Write(claim.Fingerprint.AsSpan(0, HashBytes));
        writer.Write(claim.RequestId);
        writer.Write(claim.AtMs);
        writer.Write(claim.Replaces ?? UInt128.Zero);
    }

    private static IdempotencyClaim ReadClaim(ref FieldReader reader)
    {
        var claim = new IdempotencyClaim(
            reader.ReadUInt128(), reader.ReadBytes(HashBytes), reader.ReadBytes(HashBytes), reader.ReadUInt128(), reader.ReadInt64());
        var replaces = reader.ReadUInt128();
        return replaces == UInt128.Zero ? claim : claim with { Replaces = replaces };
    }

    private static int Put(ref FieldWriter writer, long value, int bit)
    {
        if (value == 0)
        {
            return 0;
        }

        writer.Write(value);
        return bit;
    }

    private static long Take(ref FieldReader reader, int present) => present == 0 ? 0 : reader.ReadInt64();
}
