using Tollgate.Metering.Usage;

namespace Tollgate.Storage.Codec;

/// <summary>Binary form of a call's attempts, within that of its record: their number, then one after another.</summary>
internal static class AttemptCodec
{
    // Its hold's id, three numbers, its status, four texts with their lengths.
    private const int FixedBytes = 16 + (3 * sizeof(long)) + sizeof(int) + (4 * sizeof(int));
    private const int MostBytesPerChar = 3;

    public static int MostBytes(IReadOnlyList<CallAttempt>? attempts)
    {
        if (attempts is null)
        {
            return 0;
        }

        var bytes = sizeof(int);
        foreach (var attempt in attempts)
        {
            bytes += FixedBytes + (MostBytesPerChar * (attempt.Provider.Length + attempt.Model.Length + attempt.KeyHint.Length
                + (attempt.Error?.Length ?? 0)));
        }

        return bytes;
    }

    public static void Write(ref FieldWriter writer, IReadOnlyList<CallAttempt> attempts)
    {
        writer.Write(attempts.Count);
        foreach (var attempt in attempts)
        {
            writer.Write(attempt.Hold ?? 0);
            writer.Write(attempt.CostNanoUsd);
            writer.Write(attempt.StartedUs);
            writer.Write(attempt.LatencyUs);
            writer.Write(attempt.Status);
            writer.Write(attempt.Provider);
            writer.Write(attempt.Model);
            writer.Write(attempt.KeyHint);
            writer.Write(attempt.Error ?? "");
        }
    }

    public static CallAttempt[] Read(ref FieldReader reader)
    {
        var attempts = new CallAttempt[reader.ReadInt32()];
        for (var i = 0; i < attempts.Length; i++)
        {
            // The order of these initializers is the order on disk.
            attempts[i] = new CallAttempt
            {
                Hold = reader.ReadUInt128() is var hold && hold != 0 ? hold : null,
                CostNanoUsd = reader.ReadInt64(),
                StartedUs = reader.ReadInt64(),
                LatencyUs = reader.ReadInt64(),
                Status = reader.ReadInt32(),
                Provider = reader.ReadString(),
                Model = reader.ReadString(),
                KeyHint = reader.ReadString(),
                Error = reader.ReadString() is { Length: > 0 } error ? error : null,
            };
        }

        return attempts;
    }
}
