using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace PersonalPT.Api.Wire;

/// <summary>
/// Binds services as gRPC for ASP.NET Core does by itself, except that bytes which are not the message that they should be are the caller's mistake
/// (INVALID_ARGUMENT) and not the server's. The framework reads a unary request before any interceptor runs, so this is the only place to say it.
/// </summary>
internal sealed class CheckedMethods<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        var contract = typeof(TService);
        while (contract.BaseType is { } parent && parent != typeof(object))
            contract = parent;
        var bind = contract.GetCustomAttribute<BindServiceMethodAttribute>()
            ?? throw new InvalidOperationException($"{typeof(TService)} is not a service that was generated from a contract.");
        bind.BindType.GetMethod(bind.BindMethodName, [typeof(ServiceBinderBase), contract])!.Invoke(null, [new Binder(context), null]);
    }

    private sealed class Binder(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            context.AddUnaryMethod(
                Check(method), Metadata(method, typeof(TRequest), typeof(ServerCallContext)),
                Invoker<UnaryServerMethod<TService, TRequest, TResponse>>(method, typeof(TRequest), typeof(ServerCallContext)));

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            Type[] parameters = [typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)];
            context.AddServerStreamingMethod(
                Check(method), Metadata(method, parameters), Invoker<ServerStreamingServerMethod<TService, TRequest, TResponse>>(method, parameters));
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        {
            Type[] parameters = [typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)];
            context.AddClientStreamingMethod(
                Check(method), Metadata(method, parameters), Invoker<ClientStreamingServerMethod<TService, TRequest, TResponse>>(method, parameters));
        }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
            Type[] parameters = [typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)];
            context.AddDuplexStreamingMethod(
                Check(method), Metadata(method, parameters), Invoker<DuplexStreamingServerMethod<TService, TRequest, TResponse>>(method, parameters));
        }

        private static MethodInfo Implementation(IMethod method, params Type[] parameters) =>
            typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)!;

        private static TDelegate Invoker<TDelegate>(IMethod method, params Type[] parameters)
            where TDelegate : Delegate => Implementation(method, parameters).CreateDelegate<TDelegate>();

        private static IList<object> Metadata(IMethod method, params Type[] parameters) =>
        [
            .. typeof(TService).GetCustomAttributes(inherit: true),
            .. Implementation(method, parameters).GetCustomAttributes(inherit: true),
            new HttpMethodMetadata(["POST"], acceptCorsPreflight: true),
        ];

        private static Method<TRequest, TResponse> Check<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class
        {
            var descriptor = (Activator.CreateInstance<TRequest>() as IMessage)?.Descriptor
                ?? throw new InvalidOperationException($"{typeof(TRequest)} is no message of the contract.");
            return new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, Reader(method, descriptor), method.ResponseMarshaller);
        }

        private static Marshaller<TRequest> Reader<TRequest, TResponse>(Method<TRequest, TResponse> method, MessageDescriptor descriptor)
        {
            var parse = method.RequestMarshaller.ContextualDeserializer;
            return Marshallers.Create(
                method.RequestMarshaller.ContextualSerializer, bytes => CheckedMessage.Read(descriptor, bytes.PayloadAsReadOnlySequence(), bytes, parse));
        }
    }
}
