using FsCheck;
using FsCheck.Fluent;
using Tollgate.Calls.Fitting;

namespace Tollgate.UnitTests.Fitting;

public sealed class StreamCoverTests
{
    [Fact]
    public void Readable_AnyStream_NeverLetsInMoreThanIsCovered() =>
        Prop.ForAll(Streams().ToArbitrary(), stream =>
        {
            var (most, choices, reads) = stream;
            var cover = new StreamCover(most, choices);
            long output = 0;
            foreach (var (wanted, isOutput) in reads)
            {
                var allowed = cover.Readable(output, 0, finished: false);
                while (allowed == 0)
                {
                    var needed = cover.Needed(output, 0, finished: false);
                    var next = cover.Next(needed);
                    next.ShouldBeGreaterThan(cover.Each);
                    next.ShouldBeInRange(needed, most);
                    cover.ChangedTo(next);
                    allowed = cover.Readable(output, 0, finished: false);
                }

                output += isOutput ? Math.Min(allowed, wanted) : 0;
                (cover.Each == most || output <= cover.Each * choices).ShouldBeTrue();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Readable_BytesNotYetUnderstood_CountAsOutput()
    {
        var cover = new StreamCover(10_000, 1);

        cover.Readable(100, 200, finished: false).ShouldBe(1_024 - 64 - 300);
        cover.Readable(100, 605, finished: false).ShouldBe(0);
    }

    [Fact]
    public void Readable_LastWordSaid_NeedsNoMargin()
    {
        var cover = new StreamCover(10_000, 1);

        cover.Readable(1_024 - 64, 0, finished: true).ShouldBe(int.MaxValue);
        cover.Readable(1_024 - 63, 0, finished: true).ShouldBe(0);
        cover.Needed(1_024 - 63, 0, finished: true).ShouldBe(1_025);
    }

    [Fact]
    public void Next_NearTheEnd_StopsAtTheWholeBound()
    {
        var cover = new StreamCover(1_500, 2);

        cover.Next(cover.Needed(3_000, 0, finished: false)).ShouldBe(1_500);
        cover.ChangedTo(1_500);
        cover.Readable(1_000_000, 0, finished: false).ShouldBe(int.MaxValue);
    }

    [Theory]
    [InlineData(164, 100, 1, false)]
    [InlineData(165, 100, 1, true)]
    [InlineData(228, 100, 2, false)]
    public void IsHidden_MoreTokensThanTextCanHave_IsTrue(long tokens, long bytes, int choices, bool expected) =>
        StreamCover.IsHidden(tokens, bytes, choices).ShouldBe(expected);

    private static Gen<(long Most, int Choices, (int Wanted, bool IsOutput)[] Reads)> Streams()
    {
        var read =
            from wanted in Gen.Choose(1, 5_000)
            from isOutput in Gen.Elements(true, true, false)
            select (wanted, isOutput);
        return
            from most in Gen.Choose(1, 50_000)
            from choices in Gen.Choose(1, 4)
            from reads in read.ArrayOf()
            select ((long)most, choices, reads);
    }
}
