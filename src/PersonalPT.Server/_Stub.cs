namespace PersonalPT.Server;
/// <summary>stub</summary>
public sealed record ServerOptions { 
/// <summary>stub</summary>
public int GrpcPort { get; init; } 
/// <summary>stub</summary>
public int WebPort { get; init; } 
/// <summary>stub</summary>
public string DataFile { get; init; } = ""; 
/// <summary>stub</summary>
public Uri? OtlpEndpoint { get; init; } }
/// <summary>stub</summary>
public sealed record ServerAddresses(Uri Grpc, Uri Web);
/// <summary>stub</summary>
public static class ServerHost { 
/// <summary>stub</summary>
public static Microsoft.AspNetCore.Builder.WebApplication Build(ServerOptions o) => throw new NotImplementedException(); 
/// <summary>stub</summary>
public static void Main() {}
}
