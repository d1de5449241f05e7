using Microsoft.Playwright;

namespace PersonalPT.Web.Tests.House;

/// <summary>What live pages show, waited for in the page itself: nothing is looked at by the clock.</summary>
internal static class Shown
{
    // A promise that is kept as soon as the page changes so.
    private const string WhenTotal = """
        ([id, total]) => new Promise(done => {
          const look = () => {
            const card = document.getElementById(id);
            if (!card || Number(card.dataset.total) < total) return;
            observer.disconnect();
            done(Number(card.dataset.total));
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { attributes: true, childList: true, subtree: true });
          look();
        })
        """;

    /// <summary>Waits until an element shows at least so many reps of its session.</summary>
    /// <returns>How many it shows.</returns>
    public static Task<int> WhenReps(IPage page, string elementId, int total, CancellationToken cancellationToken) =>
        page.EvaluateAsync<int>(WhenTotal, new object[] { elementId, total }).WaitAsync(cancellationToken);
}
