using Microsoft.AspNetCore.Identity;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity.Tests;

public sealed class PasskeyContentTests
{
    private const long Issued = 1_000;

    [Fact]
    public void What_is_kept_comes_back_and_says_nothing_of_the_devices_make()
    {
        var content = PasskeyContent.Of(Said(7, isBackedUp: true), Issued).Use(Said(9, isBackedUp: false), Issued + 1, 5_000)!;
        var text = content.Write();

        var info = PasskeyContent.Read(new Passkey("AQI", "Laptop", text, 2_000_000)).ToInfo([1, 2], 2_000_000);

        Assert.Equal((9u, false, true, true), (info.SignCount, info.IsBackedUp, info.IsBackupEligible, info.IsUserVerified));
        Assert.Equal([3, 4, 5], info.PublicKey);
        Assert.Equal(["internal"], info.Transports!);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(2), info.CreatedAt);
        Assert.Equal(5_000, PasskeyContent.Read(new Passkey("AQI", "Laptop", text, 0)).UsedMicros);
        Assert.DoesNotContain("attestation", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(7, Issued + 1, false), InlineData(6, Issued + 1, false), InlineData(0, Issued + 1, false)]
    [InlineData(8, Issued, false), InlineData(8, Issued - 1, false), InlineData(8, Issued + 1, true)]
    public void A_counter_that_stands_still_and_a_challenge_that_was_answered_are_refused(uint count, long challenge, bool isGood) =>
        Assert.Equal(isGood, PasskeyContent.Of(Said(7), Issued).Use(Said(count), challenge, 5_000) is not null);

    [Fact]
    public void A_device_without_a_counter_answers_every_new_challenge_and_no_old_one()
    {
        var used = PasskeyContent.Of(Said(0), Issued).Use(Said(0), Issued + 2, 5_000)!;

        Assert.Null(used.Use(Said(0), Issued + 2, 6_000));
        Assert.Null(used.Use(Said(0), Issued + 1, 6_000));
        Assert.NotNull(used.Use(Said(0), Issued + 3, 6_000));
    }

    private static UserPasskeyInfo Said(uint count, bool isBackedUp = false) =>
        new([1, 2], [3, 4, 5], DateTimeOffset.UnixEpoch, count, ["internal"], isUserVerified: true, isBackupEligible: true, isBackedUp, attestationObject: [6], clientDataJson: [7]);
}
