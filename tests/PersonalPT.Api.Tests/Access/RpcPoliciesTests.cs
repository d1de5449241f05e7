using Google.Protobuf.WellKnownTypes;
using PersonalPT.Api.Access;

namespace PersonalPT.Api.Tests.Access;

public sealed class RpcPoliciesTests
{
    [Fact]
    public void Every_RPC_of_the_contract_has_a_row_and_every_row_an_RPC() => RpcPolicies.RequireComplete(RpcPolicies.Services);

    [Fact]
    public void Every_service_that_is_generated_from_the_contract_is_looked_at()
    {
        var generated = typeof(Protocol.V1.TrackingService).Assembly.GetTypes()
            .Where(t => t.GetMethod("BindService", [typeof(Grpc.Core.ServiceBinderBase), t.GetNestedType($"{t.Name}Base") ?? typeof(object)]) is not null)
            .Select(t => t.Name);

        Assert.Equal(generated.Order(), RpcPolicies.Services.Select(s => s.Name).Order());
    }

    [Fact]
    public void An_RPC_without_a_row_stops_the_server_and_is_named()
    {
        var foreign = Grpc.Health.V1.HealthReflection.Descriptor.Services;

        var error = Assert.Throws<InvalidOperationException>(() => RpcPolicies.RequireComplete([.. RpcPolicies.Services, .. foreign]));

        Assert.Contains("/grpc.health.v1.Health/Check", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_an_RPC_stops_the_server_and_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => RpcPolicies.RequireComplete(RpcPolicies.Services.Skip(1)));

        Assert.Contains("/personalpt.v1.TrackingService/Track", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_reads_the_request_of_its_RPC_and_reaches_for_something_even_where_the_request_is_empty()
    {
        foreach (var call in RpcPolicies.Services.SelectMany(s => s.Methods))
        {
            var row = RpcPolicies.Find($"/{call.Service.FullName}/{call.Name}");

            Assert.Equal(call.InputType.ClrType, row!.Request);
            Assert.NotEmpty(row.Targets(Activator.CreateInstance(row.Request)!));
        }
    }

    [Fact]
    public void What_nobody_has_a_row_for_is_not_found() => Assert.Null(RpcPolicies.Find($"/{Empty.Descriptor.FullName}/Nothing"));
}
