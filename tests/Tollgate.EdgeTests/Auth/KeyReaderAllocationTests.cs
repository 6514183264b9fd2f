using Microsoft.AspNetCore.Http;
using Tollgate.Doors.Auth;
using Tollgate.Metering.Customers;
using Tollgate.Metering.Identity;
using Tollgate.Testing;

namespace Tollgate.EdgeTests.Auth;

public sealed class KeyReaderAllocationTests
{
    [Fact]
    public void Authenticate_GoodKeyInAHeader_AllocatesNothing()
    {
        var time = new ManualTime();
        using var chance = new SeededBytes(1);
        var customers = new CustomerDirectory(new MemoryCustomerStore(), time, new IdSource(time, new Random(1)), chance);
        var tenant = customers.Create(new Workspace { Id = default, Name = "w", Plan = Plan.SelfHosted, CreatedAt = default });
        var secret = customers.Create(tenant, new ApiKey
        {
            Id = default, Workspace = default, Name = "k", PublicId = "", SecretHash = [], Mode = KeyMode.Live, CreatedAt = default,
        }).Secret;
        var reader = new KeyReader(customers, new KeyFailures(time), time);
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = "Bearer " + secret;

        var good = 0;
        for (var i = 0; i < 100; i++)
        {
            good += reader.Authenticate(context, out _) is null ? 0 : 1;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            good += reader.Authenticate(context, out _) is null ? 0 : 1;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        good.ShouldBe(200);
        allocated.ShouldBe(0);
    }
}
