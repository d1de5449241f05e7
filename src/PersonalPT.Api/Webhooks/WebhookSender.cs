using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Api.Webhooks;

/// <summary>
/// Posts to endpoints. A name is asked for here and the connection made to an address that was looked at, so that no name leads elsewhere in between. Nothing of
/// an answer but its status is read; nobody is followed elsewhere.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int LargestHeadersInKilobytes = 16;

    private static readonly TimeSpan s_connectionLives = TimeSpan.FromMinutes(2);

    private readonly EndpointRule _rule;
    private readonly WebhookSecrets _secrets;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(EndpointRule rule, WebhookSecrets secrets, ApiOptions options, TimeProvider time)
    {
        (_rule, _secrets, _options, _time) = (rule, secrets, options.Webhooks, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = Connect,
            ConnectTimeout = _options.Timeout,
            MaxResponseHeadersLength = LargestHeadersInKilobytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = s_connectionLives,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Posts a message.</summary>
    /// <returns>Why the endpoint did not take it; null: it did.</returns>
    public async Task<PostFailure?> Post(StoredWebhook webhook, WebhookMessage message, CancellationToken cancellationToken)
    {
        if (_rule.FindFault(webhook.Url) is not null)
            return new PostFailure(PostFault.NotPostedTo);
        if (_secrets.Read(webhook.Secret) is not { } secret)
            return new PostFailure(PostFault.SecretLost);

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Request(webhook, secret, message);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return (int)response.StatusCode is >= 200 and < 300 ? null : new PostFailure(PostFault.Answered, (int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PostFailure(PostFault.TooSlow, _options.Timeout.TotalSeconds);
        }
        catch (HttpRequestException e)
        {
            return new PostFailure(Why(e));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(StoredWebhook webhook, string secret, WebhookMessage message)
    {
        var now = _time.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        var signatures = WebhookSecret.Sign(secret, message.Id, seconds, message.Body);
        if (webhook.PreviousSecret is { } kept && webhook.PreviousUntilMicros > _time.UtcMicros() && _secrets.Read(kept) is { } previous)
            signatures += " " + WebhookSecret.Sign(previous, message.Id, seconds, message.Body);

        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("PersonalPT", "1"));
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signatures);
        return request;
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var open = Array.FindAll(found, _rule.Allows);
        if (open.Length == 0)
            throw new EndpointRefusedException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // What went wrong in words of ours: those of others may say more of what stands behind the server than its caller should know.
    private static PostFault Why(HttpRequestException failure) => failure switch
    {
        { InnerException: EndpointRefusedException } => PostFault.NotPostedTo,
        { HttpRequestError: HttpRequestError.NameResolutionError } or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } =>
            PostFault.NameUnknown,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => PostFault.NotTrusted,
        { HttpRequestError: HttpRequestError.ConnectionError } => PostFault.NotReached,
        _ => PostFault.BrokeOff,
    };

    private sealed class EndpointRefusedException : Exception;
}
