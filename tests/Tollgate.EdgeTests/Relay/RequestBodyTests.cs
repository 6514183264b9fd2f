using Tollgate.Doors.Bodies;
using Microsoft.AspNetCore.Http;
using Tollgate.Edge.Relay;

namespace Tollgate.EdgeTests.Relay;

public sealed class RequestBodyTests
{
    [Fact]
    public async Task Body_DeclaredFarLargerThanItIs_TakesNoMemoryForWhatDidNotCome()
    {
        var context = new DefaultHttpContext();
        context.Request.ContentLength = 30_000_000;
        context.Request.Body = new MemoryStream("{}"u8.ToArray());

        using var body = (await RequestBody.ReadAsync(context, 32 << 20)).Body.ShouldNotBeNull();

        body.Length.ShouldBe(2);
        body.GetMemory().Length.ShouldBeLessThan(1 << 20);
    }
}
