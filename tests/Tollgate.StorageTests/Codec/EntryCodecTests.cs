using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.Storage.Codec;
using Tollgate.StorageTests.Fixtures;

namespace Tollgate.StorageTests.Codec;

public sealed class EntryCodecTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Write_AnyEntry_ReadsBackTheSameAndFitsItsBound(int seed)
    {
        var chance = new Random(seed);
        var books = new SampleBooks();
        for (var i = 0; i < 500; i++)
        {
            var entry = books.RandomEntry(chance);
            var buffer = new byte[EntryCodec.MostBytes(entry)];
            var writer = new FieldWriter(buffer);
            EntryCodec.Write(ref writer, entry);
            var reader = new FieldReader(buffer.AsSpan(0, writer.Length));

            EntryCodec.Read(ref reader).ShouldBeSame(entry);
        }
    }

    [Fact]
    public async Task ToArray_CallGoesOnMeanwhile_AlwaysGivesAWholeRecord()
    {
        var call = new SampleBooks().Call(default);
        using var stop = new CancellationTokenSource();
        var filling = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                call.Tags = i % 2 == 0 ? null : new string('x', i % 3000);
                call.ErrorCode = i % 3 == 0 ? null : new string('y', i % 50);
            }
        });
        for (var i = 0; i < 3000; i++)
        {
            Read(CallCodec.ToArray(call)).Route.ShouldBe("chat.completions");
        }

        await stop.CancelAsync();
        await filling;

        static CallRecord Read(byte[] bytes)
        {
            var reader = new FieldReader(bytes);
            return CallCodec.Read(ref reader);
        }
    }

    [Fact]
    public void Read_CutOff_Throws()
    {
        var call = new SampleBooks().Call(default);
        var bytes = CallCodec.ToArray(call);

        Should.Throw<ArgumentOutOfRangeException>(() =>
        {
            var reader = new FieldReader(bytes.AsSpan(0, bytes.Length - 1));
            return CallCodec.Read(ref reader);
        });
    }

    [Fact]
    public void Read_FormOfAnotherProgram_Throws()
    {
        var bytes = CallCodec.ToArray(new SampleBooks().Call(default));
        bytes[0] = 99;

        Should.Throw<InvalidDataException>(() =>
        {
            var reader = new FieldReader(bytes);
            return CallCodec.Read(ref reader);
        }).Message.ShouldContain("99");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_CallOfAnEarlierForm_HasNothingOfWhatCameLater(byte form)
    {
        // Later forms only add what may be left out.
        var call = new SampleBooks().Call(default);
        var bytes = CallCodec.ToArray(call);
        bytes[0] = form;
        var reader = new FieldReader(bytes);

        CallCodec.Read(ref reader).ShouldBeSame(call);
    }

    [Fact]
    public void Read_HoldJournaledBeforeKeysHadParents_HasNone()
    {
        // As the first form wrote it: kind, mask (id, accounts, amount), time, id, seven accounts, amount.
        var old = Convert.FromHexString(
            "03" + "07000000" + "0100000000000000" + "05000000000000000000000000000000"
            + "01000000" + "02000000" + "03000000" + "04000000" + "05000000" + "06000000" + "00000000" + "2A00000000000000");
        var reader = new FieldReader(old);

        EntryCodec.Read(ref reader).ShouldBeSame(new LedgerEntry
        {
            Kind = EntryKind.Hold, AtMs = 1, Id = 5, Accounts = new TransferAccounts(1, 2, 3, 4, 5, 6), Amount = 42,
        });
    }

    [Fact]
    public void Write_SmallEntry_TakesFewBytes()
    {
        var entry = new LedgerEntry { Kind = EntryKind.Dispatch, Id = 5, AtMs = SampleBooks.NowMs };
        var buffer = new byte[EntryCodec.MostBytes(entry)];
        var writer = new FieldWriter(buffer);
        EntryCodec.Write(ref writer, entry);

        writer.Length.ShouldBe(1 + 4 + 8 + 16);
    }
}
